"""What a runtime imports in a container of `ruststack serve`: the application, as a handler."""

import os

import ruststack_held

_target = os.environ["RUSTSTACK_APPLICATION"]
_module, _colon, _ = _target.partition(":")
ruststack_held.wait(_module if _colon else _target.rpartition(".")[0])

import ruststack_application

handler = ruststack_application.load(_target)
