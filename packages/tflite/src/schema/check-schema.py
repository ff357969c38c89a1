"""Compares tflite.fbs with the schema that LiteRT's Python package was generated from.

    python check-schema.py tflite.fbs

Needs `pip install ai-edge-litert`. Exits with 1 where a name, a number or the place of a field differs.
"""

import re
import sys
from importlib.metadata import version
from pathlib import Path

from ai_edge_litert import schema_py_generated as official


def without_comments(text):
    return re.sub(r"//.*", "", text)


def camel(name):
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def slot_of(table, field):
    """Where the generated writer puts a field."""
    add = getattr(official, f"{table}Add{camel(field)}", None)
    if add is None:
        return None

    class Seen:
        slot = None

        def __getattr__(self, name):
            def put(slot, *_):
                self.slot = slot

            return put

    seen = Seen()
    add(seen, 0)
    return seen.slot


def differences(schema):
    for name, body in re.findall(r"(?:enum|union) (\w+)[^{]*\{([^}]*)\}", schema):
        for member, number in re.findall(r"(\w+) = (\d+)", body):
            found = getattr(getattr(official, name), member, None)
            if found != int(number):
                yield f"{name}.{member} is {number} here and {found} in LiteRT"
    for table, body in re.findall(r"table (\w+) \{([^}]*)\}", schema):
        slot = 0
        for field, kind, attributes in re.findall(r"(\w+):\s*([\w\[\]]+)([^;]*);", body):
            if kind == "BuiltinOptions":
                slot += 1  # A union has its type in the place before.
            found = slot_of(table, field)
            if "deprecated" not in attributes and found != slot:
                yield f"{table}.{field} is in place {slot} here and {found} in LiteRT"
            slot += 1


def main():
    found = list(differences(without_comments(Path(sys.argv[1]).read_text())))
    print("\n".join(found) or f"The same as in ai-edge-litert {version('ai-edge-litert')}.")
    sys.exit(1 if found else 0)


main()
