"""Write the JSON Schemas beside this file from the code: ``python docs/report_schema.py``."""

from pathlib import Path

from kneecave.outputs.change_json import schema_texts
from kneecave.outputs.feet_json import schema_texts as feet_schema_texts
from kneecave.outputs.json_report import json_schema_text
from kneecave.outputs.stand_json import schema_texts as stand_schema_texts

own = {"report.schema.json": json_schema_text()}
published = own | schema_texts() | stand_schema_texts() | feet_schema_texts()
for name, text in published.items():
    Path(__file__).with_name(name).write_text(text, encoding="utf-8")
