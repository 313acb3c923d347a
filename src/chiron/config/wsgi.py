"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from chiron.config import closed

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chiron.config.settings")
closed.refuse_to_serve()
application = get_wsgi_application()
