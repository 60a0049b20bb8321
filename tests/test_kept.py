"""The cache of the RDF: what it keeps is what would be made, and what is harmed is made again."""

import gzip
from dataclasses import replace

import pytest

from graph.rdf import dataset, kept
from graph.rdf.sparql import run


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """A cache of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def statements(corpus):
    return sorted(map(str, dataset.store(corpus)))


def test_what_is_kept_is_what_would_be_made_and_belongs_to_one_content(tiny, cache):
    fewer = tiny.without(["agency/2031-01-15-relief-pact"])

    for corpus in (tiny, fewer, tiny.as_known("2031-02-01")):
        made, recalled = replace(corpus), replace(corpus)
        kept.warm(made)
        kept.warm(recalled)
        assert statements(made) == statements(recalled) == statements(replace(corpus))
    assert len(list(cache.rglob("*.nq.gz"))) == 3


def test_a_recalled_record_works_out_no_verdict_and_answers(tiny):
    kept.warm(replace(tiny))
    recalled = replace(tiny)

    kept.warm(recalled)
    found = run(recalled, "SELECT ?norm { ?norm a cs:Norm }")

    assert len(found.rows) == len(list(tiny.norms()))
    assert "shared_channels" not in {make.__name__ for make, *_ in recalled.memo}


@pytest.mark.parametrize("harm", [lambda data: data[:40], lambda data: data[:-9] + b"x" * 9, lambda _: b""])
def test_a_kept_file_that_is_not_whole_is_made_again(tiny, cache, harm):
    kept.warm(replace(tiny))
    (file,) = cache.rglob("*.nq.gz")
    file.write_bytes(harm(file.read_bytes()))
    again = replace(tiny)

    kept.warm(again)

    assert statements(again) == statements(tiny)
    assert file.stat().st_size > 1000


def test_a_file_that_others_may_write_is_not_believed(tiny, cache):
    kept.warm(replace(tiny))
    (file,) = cache.rglob("*.nq.gz")
    file.write_bytes(gzip.compress(b"<a:a> <a:b> <a:c> <a:d> .\n"))
    file.chmod(0o666)
    again = replace(tiny)

    kept.warm(again)

    assert statements(again) == statements(tiny)


def test_a_cache_that_cannot_be_written_is_done_without(tiny, cache, monkeypatch):
    (cache / "taken").write_text("a file")
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache / "taken"))
    corpus = replace(tiny)

    kept.warm(corpus)

    assert statements(corpus) == statements(tiny)


def test_only_the_latest_few_are_kept(tiny, cache):
    for month in range(1, 10):
        kept.warm(tiny.as_known(f"2031-{month:02}-01"))

    assert len(list(cache.rglob("*.nq.gz"))) == kept.MOST
