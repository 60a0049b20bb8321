"""Citations in entry text: statutes with their subsections by our own pattern, the rest by eyecite."""

import pytest

from graph.imports.citations import citations


@pytest.mark.parametrize(
    ("text", "cited", "uslm"),
    [
        ("under 5 U.S.C. § 552a(b)(7)", "5 U.S.C. § 552a(b)(7)", "/us/usc/t5/s552a/b/7"),
        ("42 U.S.C. § 1396a(a)(7), too", "42 U.S.C. § 1396a(a)(7)", "/us/usc/t42/s1396a/a/7"),
        ("28 U.S.C. 1292(a)(1)", "28 U.S.C. § 1292(a)(1)", "/us/usc/t28/s1292/a/1"),
        ("21 USC section 952", "21 U.S.C. § 952", "/us/usc/t21/s952"),
        ("42 U.S.C. § 2000bb-1(c).", "42 U.S.C. § 2000bb-1(c)", "/us/usc/t42/s2000bb-1/c"),
    ],
)
def test_a_statute_is_read_to_its_last_subsection(text, cited, uslm):
    (one,) = citations(text)

    assert (one.kind, one.text, one.uslm) == ("statute", cited, uslm)


def test_a_list_of_sections_is_read_to_its_end_and_not_into_the_next_title():
    found = citations("8 U.S.C. §§ 1360, 1373 and 26 U.S.C. § 6103(i)(2)")

    assert [one.text for one in found] == ["8 U.S.C. § 1360", "8 U.S.C. § 1373", "26 U.S.C. § 6103(i)(2)"]


def test_cases_regulations_and_registers_are_eyecites_and_stand_in_the_order_of_the_text():
    found = citations("See 606 U.S. 831 (2025); 5 U.S.C. § 552a(b); 45 C.F.R. § 205.50; 89 Fed. Reg. 123.")

    assert [(one.kind, one.text) for one in found] == [
        ("case", "606 U.S. 831"),
        ("statute", "5 U.S.C. § 552a(b)"),
        ("law", "45 C.F.R. § 205.50"),
        ("law", "89 FR 123"),
    ]


def test_what_is_no_citation_is_none():
    assert citations("Count 5 of 7; nature of suit 28:1331; page 2031 U.S.C. 5; the § of the rule") == ()
