"""What a runtime imports in a container of `ruststack serve`: the application, as a handler."""

import os

import ruststack_application

handler = ruststack_application.load(os.environ["RUSTSTACK_APPLICATION"])
