"""JSON edited by place: what is not edited keeps its way of writing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.config import ROOT
from app.forms import json_text

FILES = sorted((ROOT / "forms").glob("*/*.json"))
ODD = '\r\n{ "a" :[1,2 , 3],\n\t"b":{"vi":"x \\" , } y"} ,"c":null}\n'
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=4), inside, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_label_is_changed_and_changed_back(path):
    text = path.read_text(encoding="utf-8")
    where = ["sections", 0, "fields", 0, "label", "vi"]
    if not json.loads(text)["sections"]:
        return
    before = json.loads(text)["sections"][0]["fields"][0]["label"]["vi"]
    changed = json_text.put(text, where, 'Khác "hẳn"')
    assert json.loads(changed)["sections"][0]["fields"][0]["label"]["vi"] == 'Khác "hẳn"'
    assert json_text.put(changed, where, before) == text


def test_values_are_written_taken_out_put_in_and_swapped():
    assert json_text.put(ODD, ["a", 1], "hai") == ODD.replace("2 ,", '"hai" ,')
    assert json_text.put(ODD, ["b", "vi"], None) == ODD.replace('"vi":"x \\" , } y"', "")
    assert json_text.put(ODD, ["c"], None).endswith('y"}}\n')
    assert json_text.put(ODD, ["a"], None) == '\r\n{ "b":{"vi":"x \\" , } y"} ,"c":null}\n'
    assert json_text.put(ODD, ["d"], 1) == ODD.replace("null}", 'null, "d": 1}')
    assert json_text.insert(ODD, ["a"], 0, 0) == ODD.replace("[1", "[0, 1")
    assert json_text.swap(ODD, ["a"], 1) == ODD.replace("2 , 3", "3 , 2")
    assert json_text.put(ODD, ["a", 0], json_text.NULL) == ODD.replace("[1", "[null")
    for act in (
        lambda: json_text.put(ODD, ["x", "y"], 1),
        lambda: json_text.put(ODD, ["a", 7], 1),
        lambda: json_text.swap(ODD, ["a"], 2),
        lambda: json_text.insert(ODD, ["b"], 0, 1),
    ):
        with pytest.raises(LookupError):
            act()


@given(
    st.dictionaries(st.text(max_size=4), VALUES, min_size=1, max_size=4),
    VALUES,
    st.sampled_from([None, 0, 2]),
    st.data(),
)
def test_what_is_written_is_what_is_read(document, value, indent, data):
    text = json.dumps(document, indent=indent, ensure_ascii=data.draw(st.booleans()))
    key = data.draw(st.sampled_from(sorted(document)) | st.text(max_size=4))
    wanted = {**document, key: value} if value is not None else {k: v for k, v in document.items() if k != key}
    assert json.loads(json_text.put(text, [key], value)) == wanted
