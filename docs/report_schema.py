"""Write ``docs/report.schema.json`` from the code: ``python docs/report_schema.py``."""

from pathlib import Path

from kneecave.outputs.json_report import json_schema_text

Path(__file__).with_name("report.schema.json").write_text(json_schema_text(), encoding="utf-8")
