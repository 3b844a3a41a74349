# The Hub of deploy/, with people who need no account, ports of the test, and tokenstore also as somebody's own server.
import json
import os
import sys

given = json.loads(os.environ['GIVEN'])
folder = given['folder']

load_subconfig(given['config'])  # noqa: F821
c = get_config()  # noqa: F821

c.JupyterHub.authenticator_class = 'dummy'
c.DummyAuthenticator.password = given['password']
c.Authenticator.admin_users = {'root'}
# JupyterHub 5 lets nobody in unless told to.
c.Authenticator.allow_all = True
c.JupyterHub.load_groups = {'curators': ['alice']}

c.JupyterHub.bind_url = given['url']
c.JupyterHub.hub_bind_url = given['hub']
c.ConfigurableHTTPProxy.api_url = given['proxy']
c.ConfigurableHTTPProxy.pid_file = f'{folder}/proxy.pid'
c.JupyterHub.db_url = f'sqlite:///{folder}/hub.sqlite'
c.JupyterHub.cookie_secret_file = f'{folder}/cookie_secret'
c.JupyterHub.allow_named_servers = True

managed = c.JupyterHub.services[0]
managed['command'] = given['store']
managed['url'] = given['managed']
# What the deployed one reads is not here.
del managed['environment']['TOKENSTORE_SETTINGS']
managed['environment'].update(given['environment'])

scopes = ['admin:users', 'admin:servers', 'tokens', 'list:users', 'read:users', 'read:servers']
c.JupyterHub.services += [
    # The hand of the test.
    {'name': 'test', 'api_token': given['token']},
    # A program that the store may know as a client.
    {'name': 'nightly', 'api_token': given['nightly']},
    # One that the Hub does not start.
    {'name': 'outside', 'url': given['outside']['url'], 'api_token': given['outside']['token'], 'oauth_no_confirm': True},
]
c.JupyterHub.load_roles += [
    {'name': 'test', 'services': ['test'], 'scopes': scopes},
    {'name': 'nightly', 'services': ['nightly'], 'scopes': ['access:services']},
    {'name': 'curators', 'groups': ['curators'], 'scopes': ['access:services!service=outside']},
]

c.JupyterHub.spawner_class = 'simple'
c.SimpleLocalProcessSpawner.home_dir_template = folder + '/home/{username}'
c.Spawner.cmd = given['store']
c.Spawner.environment = given['own']
# Whoever starts a server is answered when it is up.
c.JupyterHub.tornado_settings = {'slow_spawn_timeout': 60}


def as_notebook(spawner):
    if spawner.name == 'notebook':
        spawner.cmd = [sys.executable, given['notebook']]


c.Spawner.pre_spawn_hook = as_notebook
