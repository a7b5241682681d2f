"""CSVW: what the columns of a question's CSV hold, as metadata that tools read beside it."""

import json

from patgraph.questions.catalogue import DATATYPES
from patgraph.questions.permalinks import Request
from patgraph.questions.question import Query
from patgraph.questions.writers import CITED

MEDIA = "application/csvm+json"


def metadata(query: Query, url: str, asked: Request) -> str:
    """The metadata of the table at a relative address."""
    columns = [
        {
            "name": column.name,
            "titles": column.name,
            "datatype": DATATYPES[column.type],
            "dc:description": column.meaning,
            "required": False,
            "null": "",
        }
        for column in (*query.columns, *(CITED if asked.citations else ()))
    ]
    body = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": url,
        "dc:title": query.title,
        "dc:description": query.description,
        "dc:license": {"@id": "https://creativecommons.org/licenses/by/4.0/"},
        "dialect": {"encoding": "utf-8", "header": True, "lineTerminators": ["\r\n", "\n"]},
        "tableSchema": {"columns": columns},
    }
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"
