# JupyterHub with tokenstore as a service that the Hub starts, under /services/tokenstore/. For JupyterHub 3 and later; see
# docs/jupyterhub.md. An authenticator and a spawner are yours to choose: nothing here says who may sign in.
from jupyterhub.roles import get_default_roles

c = get_config()  # noqa: F821

# Where people find the Hub. JupyterHub 5 tells its services, when this is in c.JupyterHub.public_url; others do not.
public_url = 'https://hub.example.org'

c.JupyterHub.services = [
    {
        'name': 'tokenstore',
        # Where it listens: the Hub tells it, and sends people there.
        'url': 'http://127.0.0.1:10101',
        'command': ['tokenstore', 'serve'],
        # Somebody who owns neither notebooks nor the Hub. Without it the service runs as whoever runs the Hub.
        # 'user': 'tokenstore',
        # Nobody is asked whether the Hub's own service may know who they are.
        'oauth_no_confirm': True,
        'environment': {
            'TOKENSTORE_BASE_URL': public_url,
            # The Hub's proxy tells who calls: rate limits of the anonymous count by address.
            'TOKENSTORE_TRUST_PROXY': '127.0.0.1,::1',
            'TOKENSTORE_INSTANCE_PATH': '/var/lib/tokenstore',
            # Providers and all else.
            'TOKENSTORE_SETTINGS': '/etc/tokenstore/settings.ts',
            # With c.JupyterHub.subdomain_host the Hub says so itself.
            # 'TOKENSTORE_JUPYTERHUB_SUBDOMAINS': 'true',
            # Who administers the Hub administers the store; a group of the Hub is 'group:<name>'.
            # 'TOKENSTORE_ADMIN_ROLES': 'admin',
        },
    },
]

# What the Hub's own roles may, whatever its version, and this besides.
usual = {role['name']: role['scopes'] for role in get_default_roles()}
to_tokenstore = 'access:services!service=tokenstore'
c.JupyterHub.load_roles = [
    # People may open it,
    {'name': 'user', 'scopes': [*usual['user'], to_tokenstore]},
    # and so may their servers, with the JUPYTERHUB_API_TOKEN that is in each one's environment.
    {'name': 'server', 'scopes': [*usual['server'], to_tokenstore]},
]
