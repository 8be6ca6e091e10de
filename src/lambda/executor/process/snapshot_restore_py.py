"""What a function registers to be run around a snapshot: the interface of AWS's library of this name, which
its own runtime brings. A package's own copy comes first."""

__all__ = ["register_before_snapshot", "register_after_restore"]

_before_snapshot = []
_after_restore = []


def register_before_snapshot(func, *args, **kwargs):
    """Runs before the snapshot, those registered last first. Decorates, too."""
    _before_snapshot.append((func, args, kwargs))
    return func


def register_after_restore(func, *args, **kwargs):
    """Runs after the restoration, those registered first first. Decorates, too."""
    _after_restore.append((func, args, kwargs))
    return func


def get_before_snapshot():
    """For the runtime."""
    return _before_snapshot


def get_after_restore():
    """For the runtime."""
    return _after_restore
