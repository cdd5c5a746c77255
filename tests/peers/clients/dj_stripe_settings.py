"""A Django project that has nothing but dj-stripe in it."""

import os

DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["PEER_DATABASE"]}}
DEBUG = True
DJSTRIPE_FOREIGN_KEY_TO_FIELD = "id"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "djstripe"]
SECRET_KEY = "nobody logs in here"
STRIPE_API_HOST = os.environ["STRIPE_BASE"]
STRIPE_LIVE_MODE = False
STRIPE_TEST_SECRET_KEY = os.environ["STRIPE_KEY"]
USE_TZ = True
