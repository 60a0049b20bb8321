"""The record's words in other people's schemes: each identifier exists, and is that of the thing it stands on.

Courts, places and codes are held against packages (courts-db, pycountry, us).  No package carries DPV or
Wikidata, so what this file needs of them stands below as facts: names of concepts, names of items.  Where a
test fails it prints what to mend.
"""

import re
from collections import Counter
from difflib import get_close_matches

import courts_db
import pycountry
import pytest
import us

# Names of concepts of the W3C Data Privacy Vocabulary, version 2.3 (https://w3id.org/dpv, W3C Document
# License): those that are about what this record is about.  Names only; read from the vocabulary's own files.
DPV = {
    "objects": {
        "dpv": "PersonalData SensitivePersonalData",
        "pd": """
            Age BankAccount BirthDate BirthPlace Citizenship Contact Country CriminalConviction CurrentEmployment
            CurrentLocation Disability Education EmailAddress EmploymentHistory EthnicOrigin Ethnicity Family
            FamilyStructure Financial FinancialAccount FinancialAccountNumber FinancialStatus Gender HealthRecord
            HomeLocation Household IPAddress Identifying Income Insurance LoanRecord Location MaritalStatus
            MedicalHealth Name Nationality OfficialID Passport PhysicalAddress Prescription Professional Purchase
            Race Relationship Residency Salary Tax TelephoneNumber Transaction Transactional TravelHistory UID
        """,
    },
    "people": {"dpv": "AsylumSeeker Citizen DataSubject HumanSubject Immigrant NonCitizen Student Tourist Visitor"},
    "purposes": {
        "dpv": """
            FraudPreventionAndDetection IdentityVerification LegalCompliance MisusePreventionAndDetection
            OrganisationGovernance ProtectionOfNationalSecurity ProtectionOfPublicSecurity PublicBenefit
            ServiceAccessDetermination Verification
        """,
        "sector-law": """
            CrimeInvestigation CriminalLawEnforcement ImmigrationManagement ImmigrationSecurityManagement
            LawEnforcement UnauthorisedMigrationManagement
        """,
        "sector-publicservices": """
            PublicServiceEligibilityAssessment PublicServiceFraudPreventionDetection PublicServiceManagement
            SocialWelfareEligibilityAssessment
        """,
    },
}

# English labels of Wikidata items (CC0), each read in a page or data file that pairs the two.
WIKIDATA = {
    "Q11231": "United States Department of Homeland Security",
    "Q1553390": "United States Department of Justice",
    "Q2047336": "Palantir Technologies",
    "Q2097315": "United States Citizenship and Immigration Services",
    "Q2824618": "Social Security Administration",
    "Q368804": "U.S. Customs and Border Protection",
    "Q501542": "United States Department of Agriculture",
    "Q5060058": "Centers for Medicare and Medicaid Services",
    "Q5465436": "Food and Nutrition Service",
    "Q648666": "United States Department of the Treasury",
    "Q811595": "United States Department of Housing and Urban Development",
    "Q861556": "United States Department of Education",
    "Q942326": "United States Department of Health and Human Services",
    "Q943091": "U.S. Immigration and Customs Enforcement",
    "Q973587": "Internal Revenue Service",
}
NOT_FOUND_IN_WIKIDATA = {"orr", "doge", "opm"}

HOMES = {"clearinghouse": "https://clearinghouse.net/case/", "courtlistener": "https://www.courtlistener.com/docket/"}
SCHEMES = {
    "agencies": {"wikidata"},
    "objects": {"dpv"},
    "people": {"dpv"},
    "purposes": {"dpv"},
    "instruments": {"fr", "uslm"},
    "cases": set(HOMES),
}
KINDS = {"state": "State", "district": "District", "territory": "Outlying area"}
FEDERAL_REGISTER = re.compile(r"\b(\d+) FR \d+\b")
DOCUMENT = re.compile(r"\b20\d\d-\d{5}\b")


def census():
    """The states of the census under their postal codes: fifty, the district, five territories."""
    return {state.abbr: state for state in [*us.states.STATES, us.states.DC, *us.states.TERRITORIES]}


def test_the_places_are_the_fifty_states_the_district_and_the_five_territories(record):
    assert len(record.places) == 56
    assert set(record.places) == set(census())


def test_each_place_is_a_subdivision_of_iso_3166_2_and_of_the_same_kind(record):
    listed = {part.code: part.type for part in pycountry.subdivisions.get(country_code="US")}

    found = [
        f"places.yaml, {id}: ISO 3166-2 has `iso: {place.iso}` as {listed.get(place.iso, 'no part of the US')}, "
        f"not as {KINDS[place.kind]}; write US-{id}, or mend its kind"
        for id, place in record.places.items()
        if place.iso != f"US-{id}" or listed.get(place.iso) != KINDS[place.kind]
    ]

    assert found == []


def test_a_territory_is_also_a_country_of_iso_3166_1_under_its_own_letters_and_a_state_is_not(record):
    # Letters prove nothing: CA, GA and DE are countries too.  The two lists mean the same place by the same name.
    countries = {country.alpha_2: country.name for country in pycountry.countries}
    parts = {part.code: part.name for part in pycountry.subdivisions.get(country_code="US")}

    both = {id for id in record.places if countries.get(id) == parts[f"US-{id}"]}

    assert both == {id for id, place in record.places.items() if place.kind == "territory"}


def test_each_place_has_the_name_and_the_fips_code_of_the_census(record):
    found = [
        f"places.yaml, {id}: {place.label} with `fips: {place.fips}` is {theirs.name}, {theirs.fips}, in the census"
        for id, place in record.places.items()
        if (theirs := census()[id]).fips != place.fips or theirs.name not in {place.label, *place.aliases}
    ]

    assert found == []


def day(when):
    """The earliest day on which a date of the record may fall, by the first reading that is not rejected."""
    return next((one.is_.earliest for one in when.readings if not one.rejected), None)


def sat(court, on):
    """Whether a court of courts-db was open on a day."""
    return any((span["start"] or "") <= str(on) < (span["end"] or "9999") for span in court["dates"])


def test_each_court_is_one_of_courts_db_and_sat_when_the_case_was_filed(record):
    courts = {court["id"]: court for court in courts_db.courts}

    found = [
        f"{case.id}/case.yaml: `court: {case.court}` is no court of courts-db that sat on {day(case.filed)}; "
        f"near it: {', '.join(get_close_matches(case.court, courts)) or 'none'}. Write the id, or `not found`"
        for case in record.cases.values()
        if case.court != "not found" and not (case.court in courts and sat(courts[case.court], day(case.filed)))
    ]

    assert found == []


def test_a_court_not_found_is_an_open_question(record):
    found = [
        f"{case.id}/case.yaml: the court is `not found`, and no open question asks for it; add one"
        for case in record.cases.values()
        if case.court == "not found" and not any("court" in question for question in case.open_questions)
    ]

    assert found == []


def plain(name):
    """A name without what only tells countries apart.

    >>> plain("U.S. Customs & Border Protection") == plain("United States Customs and Border Protection")
    True
    """
    return re.sub(r"^(U\.S\.|United States) ", "", name).replace("&", "and")


def test_each_wikidata_item_bears_the_name_of_its_agency(record):
    found = [
        f"agencies.yaml, {id}: {item} is {WIKIDATA.get(item, 'no item in the list of tests/test_alignment.py')}, "
        f"not {agency.label}; find a page that pairs the two, or leave the link out"
        for id, agency in record.agencies.items()
        if (item := agency.links.get("wikidata"))
        and plain(WIKIDATA.get(item, "")) not in map(plain, [agency.label, *agency.aliases])
    ]

    assert found == []


def test_each_agency_has_its_wikidata_item_save_those_for_which_none_was_found(record):
    without = {
        id for id, agency in record.agencies.items() if "wikidata" not in agency.links and agency.kind != "group"
    }

    assert without == NOT_FOUND_IN_WIKIDATA, "mend agencies.yaml, or NOT_FOUND_IN_WIKIDATA in tests/test_alignment.py"


def concepts(vocabulary):
    return {f"{prefix}:{name}" for prefix, names in DPV[vocabulary].items() for name in names.split()}


@pytest.mark.parametrize("vocabulary", DPV)
def test_each_dpv_link_is_a_concept_of_dpv_and_of_the_right_sort(record, vocabulary):
    known = concepts(vocabulary)

    found = [
        f"{vocabulary}.yaml, {id}: `{link}` is no concept of DPV 2.3 for {vocabulary}; "
        f"near it: {', '.join(get_close_matches(link, known)) or 'none'}. If DPV has it, add it to this test's list"
        for id, term in getattr(record, vocabulary).items()
        if (link := term.links.get("dpv")) and link not in known
    ]

    assert found == []


@pytest.mark.parametrize("vocabulary", DPV)
def test_each_term_has_a_dpv_concept_by_itself_or_by_a_broader_term(record, vocabulary):
    terms = getattr(record, vocabulary)

    found = [
        f"{vocabulary}.yaml, {id}: neither it nor {terms[id].broader or 'a broader term'} links to DPV; "
        "add `links: {dpv: …}` to the broadest"
        for id in terms
        if not any("dpv" in terms[above].links for above in lineage(terms, id))
    ]

    assert found == []


def lineage(terms, id):
    return [id, *lineage(terms, terms[id].broader)] if terms[id].broader else [id]


def test_a_federal_register_number_has_the_year_of_its_volume(record):
    # Volume 1 is of 1936.  A paper filed at the end of December may be printed in the next volume.
    found = [
        f"{id}.yaml: document {number} and `citation: {paper.citation}` are of different years; one is wrong"
        for id, paper in record.instruments.items()
        if (number := paper.links.get("fr"))
        and not (DOCUMENT.fullmatch(number) and year_of(paper) - int(number[:4]) in (0, 1))
    ]

    assert found == []


def year_of(paper):
    """The year of the volume a paper's citation names, or else the year from which it is in force."""
    volume = FEDERAL_REGISTER.search(paper.citation)
    return int(volume[1]) + 1935 if volume else day(paper.start).year


def test_a_federal_register_number_is_the_one_in_the_address_of_its_source(record):
    found = [
        f"{id}.yaml: `fr: {number}`, but the sources it cites are at {', '.join(sorted(theirs))}; one is wrong"
        for id, paper in record.instruments.items()
        if (number := paper.links.get("fr"))
        and (theirs := {at for cite in paper.cites for at in DOCUMENT.findall(record.sources[cite.source].url)})
        and number not in theirs
    ]

    assert found == []


def test_no_two_papers_are_the_same_document_of_the_federal_register(record):
    numbers = Counter(paper.links["fr"] for paper in record.instruments.values() if "fr" in paper.links)

    found = [
        f"{id}.yaml: `fr: {number}` stands on another paper too; one of them is another document"
        for id, paper in record.instruments.items()
        if numbers[number := paper.links.get("fr", "")] > 1
    ]

    assert len(numbers) >= 10
    assert found == []


def paths(citation):
    """The places in the United States Code and the CFR that a citation names, as paths of USLM."""
    out = []
    for title, code, cited in re.findall(r"(\d+) (U\.S\.C\.|CFR) ((?:(?!; | \d+ FR ).)+)", citation):
        root = f"/us/{'cfr' if code == 'CFR' else 'usc'}/t{title}"
        for one in cited.removesuffix(",").split(", "):
            if one.startswith("("):  # (11) after (e)(4): as many levels as are written stand in for the last ones
                above = out[-1].split("/")[: -one.count("(")]
                out.append("/".join([*above, *levels(one)]))
            elif one.startswith("Part "):
                out.append(f"{root}/p{one.removeprefix('Part ')}")
            elif span := re.fullmatch(r"(\d+)\.(\d+)-\1\.(\d+)", one):
                out += [f"{root}/s{span[1]}.{n}" for n in range(int(span[2]), int(span[3]) + 1)]
            else:
                section, _, rest = one.partition("(")
                out.append("/".join([f"{root}/s{section}", *levels(f"({rest}" if rest else "")]))
    return out


def levels(written):
    return re.findall(r"\((\w+)\)", written)


@pytest.mark.parametrize(
    ("citation", "expected"),
    [
        ("99 U.S.C. 405(c)(2)(C)(viii)", ["/us/usc/t99/s405/c/2/C/viii"]),
        ("99 U.S.C. 552a(e)(4), (11)", ["/us/usc/t99/s552a/e/4", "/us/usc/t99/s552a/e/11"]),
        ("99 U.S.C. 61(i)(1), (i)(5)", ["/us/usc/t99/s61/i/1", "/us/usc/t99/s61/i/5"]),
        ("99 U.S.C. 20701, 20703", ["/us/usc/t99/s20701", "/us/usc/t99/s20703"]),
        ("99 U.S.C. 20(e); 98 CFR 272.1(c)", ["/us/usc/t99/s20/e", "/us/cfr/t98/s272.1/c"]),
        ("98 CFR 431.9-431.11", ["/us/cfr/t98/s431.9", "/us/cfr/t98/s431.10", "/us/cfr/t98/s431.11"]),
        ("98 CFR 410.1201(b), 89 FR 34384", ["/us/cfr/t98/s410.1201/b"]),
        ("98 CFR Part 164", ["/us/cfr/t98/p164"]),
        ("89 FR 34384", []),
    ],
)
def test_a_citation_is_spelt_as_paths(citation, expected):
    assert paths(citation) == expected


def test_each_paper_that_cites_a_code_has_the_path_its_citation_spells(record):
    found = [
        f"{id}.yaml: `citation: {paper.citation}` is {' '.join(paths(paper.citation)) or 'no path'} in USLM, "
        f"not {paper.links.get('uslm', 'left out')}; write `links: {{uslm: …}}` so"
        for id, paper in record.instruments.items()
        if paper.links.get("uslm", "").split() != paths(paper.citation)
    ]

    assert found == []


VOCABULARIES = ("agencies", "objects", "people", "places", "purposes")


@pytest.mark.parametrize("sort", [*VOCABULARIES, "instruments", "cases"])
def test_links_are_written_only_in_schemes_that_this_file_checks(record, sort):
    schemes = SCHEMES.get(sort, set())

    found = [
        f"{sort}, {id}: `{scheme}` is no scheme for {sort}; write one of {', '.join(sorted(schemes)) or 'none'}, "
        "or check it in tests/test_alignment.py"
        for id, entry in getattr(record, sort).items()
        for scheme in sorted(set(entry.links) - schemes)
    ]

    assert found == []


def test_a_link_of_a_case_is_an_address_at_the_place_it_names(record):
    found = [
        f"{id}/case.yaml: `{scheme}: {at}` is no address at {HOMES[scheme]}; mend the link"
        for id, case in record.cases.items()
        for scheme, at in case.links.items()
        if scheme in HOMES and not at.startswith(HOMES[scheme])
    ]

    assert found == []
