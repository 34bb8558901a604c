"""Write the JSON Schemas beside this file from the code: ``python docs/report_schema.py``."""

from pathlib import Path

from kneecave.outputs.change_json import schema_texts
from kneecave.outputs.json_report import json_schema_text
from kneecave.outputs.stand_json import schema_texts as stand_schema_texts

own = {"report.schema.json": json_schema_text()}
for name, text in (own | schema_texts() | stand_schema_texts()).items():
    Path(__file__).with_name(name).write_text(text, encoding="utf-8")
