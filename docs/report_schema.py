"""Write the JSON Schemas beside this file from the code: ``python docs/report_schema.py``."""

from pathlib import Path

from kneecave.outputs.change_json import schema_texts
from kneecave.outputs.json_report import json_schema_text

for name, text in {"report.schema.json": json_schema_text(), **schema_texts()}.items():
    Path(__file__).with_name(name).write_text(text, encoding="utf-8")
