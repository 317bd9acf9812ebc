"""`dataset_info.json`, in which LLaMA-Factory looks up what a data set's columns mean, and the same for axolotl."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from synthgen.dataset.export.exporter import Exported


def companions(exported: Exported, form: str, info: Mapping[str, Any], axolotl: Mapping[str, Any]) -> dict[str, str]:
    """Return the files beside the data: an entry for each set, named `synthgen_<form>_<set>`.

    `info` is what LLaMA-Factory must know of the columns, `axolotl` what an entry of axolotl's `datasets` says of them.
    """
    entries = {f"synthgen_{form}_{name}": {"file_name": file, **info} for name, file in exported.files.items()}
    return {
        "dataset_info.json": json.dumps(entries, indent=2, ensure_ascii=False) + "\n",
        "axolotl.yaml": _yaml({"datasets": [{"path": file, "ds_type": "json", **axolotl} for file in exported.files.values()]}),
    }


def _yaml(content: Mapping[str, Any]) -> str:
    import yaml

    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
