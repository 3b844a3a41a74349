"""Creates the tables, the person and the client. Run once before the server starts."""

import django
from django.core.management import call_command

django.setup()
call_command("migrate", verbosity=0)

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from oauth2_provider.models import Application  # noqa: E402

person, client = settings.OPTIONS["person"], settings.OPTIONS["client"]
first, last = person["name"].split(" ")
user = User.objects.create_user(
    person["login"], person["email"], person["password"], first_name=first, last_name=last
)
Application.objects.create(
    client_id=client["id"],
    client_secret=client["secret"],
    user=user,
    redirect_uris=" ".join(settings.OPTIONS["redirectUris"]),
    client_type="confidential",
    authorization_grant_type="authorization-code",
    name=client["id"],
    algorithm="RS256",
    skip_authorization=False,
)
