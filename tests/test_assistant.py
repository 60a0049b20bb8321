"""The tools for assistants give what the command line gives, change nothing, and refuse by naming the nearest."""

import asyncio
import sys
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters

from graph import views
from graph.serving.assistant import server

ROOT = Path(__file__).parent.parent
PAIR = {"bearer": "relief-office", "recipient": "guard"}


def called(where, tool, arguments):
    async def talk():
        async with Client(where) as client:
            return await client.call_tool(tool, arguments)

    return asyncio.run(talk())


def listed(where):
    async def talk():
        async with Client(where) as client:
            return (await client.list_tools()).tools

    return asyncio.run(talk())


def test_an_answer_is_that_of_the_command_line_with_coverage_and_cites(tiny):
    found = called(server(tiny), "ask", {**PAIR, "on": "2031-04-01"})

    assert found.structured_content == views.ask(tiny, "relief-office", "guard", "2031-04-01").data()
    assert found.structured_content["coverage"]["cases"]


@pytest.mark.parametrize(
    ("tool", "arguments", "key"),
    [
        ("timeline", PAIR, "strands"),
        ("changes", {**PAIR, "before": "2031-03-09", "after": "2031-03-10"}, "changes"),
        ("cases", {}, "cases"),
        ("case", {"id": "strelsau-v-health", "on": "2031-04-01"}, "papers"),
        ("queries", {}, "queries"),
        ("query", {"name": "papers-in-force", "parameters": {"on": ["2031-04-01"]}}, "rows"),
        ("terms", {}, "terms"),
    ],
)
def test_every_tool_gives_its_part_of_the_record(tiny, tool, arguments, key):
    found = called(server(tiny), tool, arguments)

    assert not found.is_error
    assert found.structured_content[key]
    assert found.structured_content["coverage"]["last_checked"] == "2031-09-30"
    assert found.structured_content["corpus"]["version"] == tiny.version


def test_an_unknown_name_is_refused_with_the_nearest(tiny):
    found = called(server(tiny), "ask", {"bearer": "relief-ofice", "recipient": "guard", "on": "2031-04-01"})

    assert found.is_error
    assert "relief-office" in found.content[0].text


def test_every_tool_says_that_it_only_reads(tiny):
    tools = listed(server(tiny))

    assert len(tools) == 8
    assert [tool.name for tool in tools if not (tool.annotations.read_only_hint and tool.description)] == []


def test_the_command_serves_an_assistant_over_its_standard_streams():
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "graph", "mcp", "--data", str(ROOT / "tests" / "tiny")], cwd=str(ROOT)
    )

    assert called(command, "cases", {}).structured_content["cases"]
