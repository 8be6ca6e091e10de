"""Code packages for functions, and functions made of them."""

import io
import pathlib
import sys
import sysconfig
import zipfile

ROLE = "arn:aws:iam::000000000000:role/any"
# The interpreter of these tests is one that the process executor finds.
RUNTIME = f"python{sys.version_info.major}.{sys.version_info.minor}"
SITE = pathlib.Path(sysconfig.get_paths()["purelib"])


def package(files, vendored=(), services=None):
    """A zip of files, and of installed modules: what `pip install --target` would have put there. Of
    botocore's models, those of `services` alone, if that says something."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zip_file:
        for name, text in files.items():
            zip_file.writestr(name, text)
        for module in vendored:
            one = SITE / f"{module}.py"
            for path in [one] if one.is_file() else sorted((SITE / module).rglob("*")):
                if path.is_file() and path.suffix != ".pyc" and is_needed(path, services):
                    zip_file.write(path, path.relative_to(SITE))
    return archive.getvalue()


def is_needed(path, services):
    parts = path.relative_to(SITE).parts
    is_model = parts[:2] == ("botocore", "data") and len(parts) > 3
    return services is None or not is_model or parts[2] in services


def create(client, name, archive, handler="app.handler", **settings):
    """Creates a function, and waits until it is active."""
    client.create_function(
        **{
            "FunctionName": name,
            "Runtime": RUNTIME,
            "Role": ROLE,
            "Handler": handler,
            "Code": {"ZipFile": archive},
            "Timeout": 30,
            **settings,
        }
    )
    client.get_waiter("function_active_v2").wait(FunctionName=name)
