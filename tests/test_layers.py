"""The shape of the code: arrows point down, none go in a circle, and each library has one home."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "graph"

# From the ground up; a module, or a package as a whole, may import only from layers below its own.
LAYERS = (
    {"boxes", "errors", "places", "verify"},
    {"court_names", "court_time", "dates"},
    {"model"},
    {"narrowing"},
    {"corpus"},
    {"reasoning"},
    {"record"},
    {"text"},
    {"analysis"},
    {"courts"},
    {"audit", "proof"},
    {"frames", "rdf"},
    {"readable"},
    {"api"},
    {"check", "following", "graph", "magic", "trust"},
    {"charts", "imports", "views"},
    {"printing", "serving"},
    {"pages"},
    {"commands"},
    {"cli"},
    {"__main__"},
)

HOMES = {
    "mcp": {"serving/assistant"},
    "IPython": {"magic"},
    "PIL": {"charts/pictures"},
    "altair": {"charts"},
    "argparse": {"cli", "commands", "printing"},
    "courts_db": {"court_names"},
    "eyecite": {"imports"},
    "holidays": {"courts/state_holidays"},
    "icalendar": {"following/calendars"},
    "juriscraper": {"imports"},
    "lxml": {"imports"},
    "networkx": {"analysis", "api", "pages", "rdf/export"},
    "numpy": {"analysis/cube"},
    "oxrdflib": {"rdf/dataset"},
    "pandas": {"api", "frames", "magic", "pages", "readable", "rdf/sparql"},
    "pickle": {"record/load"},
    "pyarrow": {"pages"},
    "pydantic": {"record/compose"},
    "pydantic_core": {"dates"},
    "pyoxigraph": {"rdf", "serving/description", "serving/endpoint"},
    "uvicorn": {"serving/connections", "serving/server"},
    "starlette": {"serving/journal", "serving/site"},
    "rdflib": {"api", "rdf/dataset"},
    "streamlit": {"pages", "serving/screen"},
    "streamlit_cytoscape": {"pages"},
    "subprocess": {"analysis/differ", "serving/aside", "serving/notebook"},
    "tenacity": {"imports"},
    "vl_convert": {"charts/pictures"},
    "xarray": {"analysis/cube", "readable"},
    "yaml": {"record/strict"},
}

# These read no file and know no clock.
PURE = (
    "errors", "court_time", "dates", "model", "boxes", "narrowing", "corpus",
    *(f"reasoning/{one}" for one in ("question", "company", "operative", "speaker", "timed", "verdict", "channel")),
    *(f"reasoning/{one}" for one in ("choir", "finding", "reason", "timeline", "rests")),
)  # fmt: skip


def place(path):
    """Where a module is in the package: `dates`, `reasoning/finding`; `graph` is the package itself."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return "/".join(parts[:-1] if parts[-1] == "__init__" else parts) or "graph"


MODULES = {place(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imports(module):
    """(what is imported, whether from this package) for every import of a module, lazy ones included."""
    path = MODULES[module]
    here = path.parent.relative_to(PACKAGE.parent).parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            sources = [alias.name.split(".") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = [*here[: len(here) + 1 - node.level]] if node.level else []
            source = base + (node.module.split(".") if node.module else [])
            sources = [[*source, alias.name] for alias in node.names]
        else:
            continue
        for first, *rest in sources:
            if first == PACKAGE.name:
                # A name in a module, or the module itself.
                yield next(one for one in ("/".join(rest), "/".join(rest[:-1]), "graph") if one in MODULES), True
            else:
                yield first, False


def ours(module):
    return {name for name, inside in imports(module) if inside}


def unit(module):
    return module.partition("/")[0]


def level(module):
    return next(n for n, layer in enumerate(LAYERS) if unit(module) in layer)


def test_every_module_has_a_layer():
    assert {unit(module) for module in MODULES} == set().union(*LAYERS)


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down(module):
    upward = [name for name in ours(module) if unit(name) != unit(module) and level(name) >= level(module)]

    assert upward == []


def test_no_imports_go_in_a_circle():
    assert len([*TopologicalSorter({module: ours(module) - {module} for module in MODULES}).static_order()]) > 100


@pytest.mark.parametrize("module", MODULES)
def test_each_library_is_imported_only_at_home(module):
    homes = {module, unit(module)}
    strays = [name for name, ours in imports(module) if not ours and name in HOMES and not homes & HOMES[name]]

    assert strays == []


@pytest.mark.parametrize("module", PURE)
def test_the_core_knows_no_files_screen_clock_or_network(module):
    outside = {"pathlib", "os", "sys", "time", "io", "socket", "urllib", "subprocess", "random"}
    text = MODULES[module].read_text(encoding="utf-8")

    assert outside & {name for name, _ in imports(module)} == set()
    assert "today()" not in text
    assert "now()" not in text
    assert "open" not in {
        node.func.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call) and hasattr(node.func, "id")
    }


@pytest.mark.parametrize("module", PURE)
def test_no_agency_court_or_party_of_the_record_is_spelled_in_the_core(module, record):
    text = MODULES[module].read_text(encoding="utf-8")
    acronyms = {term.acronym for term in record.agencies.values() if term.acronym}
    words = set(text.replace('"', " ").replace("`", " ").replace("(", " ").replace(",", " ").split())

    assert acronyms & words == set()
    assert {case.id for case in record.cases.values() if case.id in text} == set()


def test_the_lifecycles_of_a_corpus_are_made_once():
    makers = [module for module, path in MODULES.items() if " Lifecycles(" in path.read_text(encoding="utf-8")]

    # The second makes those of supposed papers, near the days of the record.
    assert sorted(makers) == ["analysis/flips", "reasoning/operative"]
