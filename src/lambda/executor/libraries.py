"""Which libraries a function imports before it does anything else, found without running its code;
and their import, in a process from which the function's environments are forked."""

import ast
import os
import sys
from importlib.machinery import PathFinder


_INSTALLED = ("site-packages", "dist-packages")


class _End(Exception):
    """From here on the function's own code decides."""


def import_first(handler, code_changes):
    """Imports what the handler's module and the function's other modules import up to the first
    statement that could change what an import does. Whether there was anything to import. What lies in
    a folder whose code changes is the function's own, all of it that is not installed there."""
    walk = _Walk(code_changes)
    try:
        walk.name(handler.rpartition(".")[0].replace("/", "."), ())
    except (_End, ImportError, SyntaxError, OSError):
        # What is wrong with a module, its import will tell.
        pass
    return walk.imported


class _Walk:
    def __init__(self, code_changes):
        self.code_changes = code_changes
        self.task = os.environ["LAMBDA_TASK_ROOT"]
        self.seen = set()
        self.tops = {}
        self.imported = False

    def name(self, name, attributes):
        """`import name`, or `from name import attributes`."""
        top = name.partition(".")[0]
        spec = None if top in sys.builtin_module_names else PathFinder.find_spec(top)
        folder = _folder(spec)
        if folder is None or not self.is_own(top, folder):
            self.library(name, attributes)
        else:
            self.own(name, attributes)

    def library(self, name, attributes):
        if name in sys.modules and not attributes:
            return
        if name.partition(".")[0] == "debugpy":
            raise _End
        known = len(sys.modules)
        __import__(name, {}, {}, attributes, 0)
        self.imported = self.imported or len(sys.modules) > known

    def own(self, name, attributes):
        """A module of the function's is read, not run; so are the packages that it is in."""
        folders, full = None, ""
        for part in name.split("."):
            full += "." + part if full else part
            spec = PathFinder.find_spec(full, folders)
            if spec is None:
                raise ImportError(full)
            folders = spec.submodule_search_locations
            self.read(full, spec)
        for attribute in attributes:
            if folders and PathFinder.find_spec(name + "." + attribute, folders):
                self.own(name + "." + attribute, ())

    def read(self, name, spec):
        if name in self.seen or not spec.origin:
            return
        self.seen.add(name)
        if not spec.origin.endswith(".py"):
            raise _End
        with open(spec.origin, "rb") as file:
            tree = ast.parse(file.read())
        package = name if spec.submodule_search_locations else name.rpartition(".")[0]
        self.statements(tree.body, package)

    def statements(self, body, package):
        for statement in body:
            self.statement(statement, package)

    def statement(self, statement, package):
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                self.name(alias.name, ())
        elif isinstance(statement, ast.ImportFrom):
            attributes = tuple(alias.name for alias in statement.names)
            if not statement.level:
                return self.name(statement.module, attributes)
            parts = package.split(".")
            parts = parts[: len(parts) - statement.level + 1] + [statement.module or ""]
            self.own(".".join(part for part in parts if part), attributes)
        elif isinstance(statement, ast.Try):
            try:
                self.statements(statement.body, package)
            except ImportError:
                for handler in statement.handlers:
                    self.statements(handler.body, package)
        elif isinstance(statement, ast.If) and _is_for_type_checkers(statement.test):
            self.statements(statement.orelse, package)
        elif not _is_quiet(statement):
            raise _End

    def is_own(self, top, folder):
        """Whether a module is the function's, and not of a distribution that lies beside it."""
        if not (folder + "/").startswith((self.task + "/", "/opt/")):
            return False
        if self.code_changes:
            return os.path.basename(folder) not in _INSTALLED
        if folder not in self.tops:
            self.tops[folder] = _tops_of_distributions(folder)
        return top not in self.tops[folder]


def installed():
    """When something was last installed in each folder for that."""
    places = (place for place in sys.path if os.path.basename(place) in _INSTALLED)
    return {place: os.stat(place).st_mtime_ns for place in places if os.path.isdir(place)}


def may_change():
    """Whether code was imported that is not installed, but found where somebody works on it."""
    own = (os.path.dirname(os.__file__) + "/", os.environ["LAMBDA_RUNTIME_DIR"] + "/")
    for name, module in list(sys.modules.items()):
        place = getattr(module, "__file__", None)
        # What has no file holds others that have one, or is the interpreter's.
        if place is None or name.startswith("ruststack_"):
            continue
        if not place.startswith(own) and not any("/%s/" % folder in place for folder in _INSTALLED):
            return True
    return False


def _folder(spec):
    """In which folder of the path a module or package lies."""
    if spec is None:
        return None
    for location in spec.submodule_search_locations or ():
        return os.path.dirname(location)
    return os.path.dirname(spec.origin) if spec.has_location else None


def _tops_of_distributions(folder):
    """The names that the distributions in a folder have put there."""
    tops = set()
    for name in os.listdir(folder):
        if not name.endswith(".dist-info"):
            continue
        try:
            with open(os.path.join(folder, name, "RECORD"), encoding="utf-8") as record:
                tops.update(line.split(",")[0].split("/")[0].split(".")[0] for line in record)
        except OSError:
            pass
    return tops


def _is_for_type_checkers(test):
    name = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", None)
    return name == "TYPE_CHECKING"


def _is_quiet(statement):
    """Whether a statement only gives names to things, and calls nothing."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        outside = statement.decorator_list + statement.args.defaults + statement.args.kw_defaults
        return all(part is None or _calls_nothing(part) for part in outside) and not statement.decorator_list
    if isinstance(statement, ast.ClassDef):
        heads = statement.bases + [keyword.value for keyword in statement.keywords]
        return (
            not statement.decorator_list
            and all(_calls_nothing(head) for head in heads)
            and all(_is_quiet(inner) for inner in statement.body)
        )
    if isinstance(statement, ast.Assign):
        return all(isinstance(target, ast.Name) for target in statement.targets) and _calls_nothing(statement)
    if isinstance(statement, ast.AnnAssign):
        return isinstance(statement.target, ast.Name) and _calls_nothing(statement)
    return isinstance(statement, ast.Pass) or (
        isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    )


def _calls_nothing(node):
    return not any(isinstance(inner, (ast.Call, ast.Await, ast.NamedExpr)) for inner in ast.walk(node))
