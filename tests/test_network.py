"""The graph: norms are nodes, edges are derived, and a day leaves only what could be operative."""

import networkx as nx


def test_norms_and_papers_are_nodes_and_edges_say_what_one_is_to_the_other(tiny):
    graph = tiny.to_networkx()
    bar, order = "cases/strelsau-v-health/2031-03-10-injunction#bar", "cases/strelsau-v-health/2031-03-10-injunction"

    assert graph.nodes[bar]["type"] == "norm"
    assert graph.has_edge(order, bar, "states")
    assert graph.has_edge("health", bar, "bears")
    assert graph.has_edge(bar, "guard", "towards")
    assert graph.has_edge("cases/strelsau-v-health/2031-04-01-stay", order, "stays")
    assert graph.has_edge("agency/2031-01-15-relief-pact#rolls", "law/border-code#request", "relies on")


def test_on_a_day_a_stayed_order_and_its_norms_are_not_there(tiny):
    order = "cases/strelsau-v-health/2031-03-10-injunction"

    assert order in tiny.to_networkx("2031-03-31")
    assert order not in tiny.to_networkx("2031-04-01")
    assert f"{order}#bar" not in tiny.to_networkx("2031-04-01")
    assert order in tiny.to_networkx("2031-04-22")


def test_a_case_and_a_disclosure_are_there_from_their_first_possible_day(record):
    days = {
        "cases/california-v-hhs": ("2025-06-30", "2025-07-01"),
        "disclosures/2026-01-07-dataset-to-ice": ("2026-01-06", "2026-01-07"),
    }

    for id, (eve, first) in days.items():
        assert id not in record.to_networkx(eve)
        assert id in record.to_networkx(first)


def test_every_node_has_a_type_and_the_graph_survives_graphml(tiny, tmp_path):
    graph = tiny.to_networkx()
    nx.write_graphml(graph, tmp_path / "record.graphml")
    back = nx.read_graphml(tmp_path / "record.graphml", force_multigraph=True)

    assert not [node for node, data in graph.nodes(data=True) if "type" not in data]
    assert back.number_of_nodes() == graph.number_of_nodes()
    assert back.number_of_edges() == graph.number_of_edges()
