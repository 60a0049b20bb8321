"""Docket pages of fictional cases, as PACER lays them out; of a court that exists, since PACER knows no others."""

from html import escape

PAGE = """<html><head><title>CM/ECF - docket</title></head><body>
<div id="cmecfMainContent"><h3 align="center">U.S. District Court<br>
District of Columbia (Washington, DC)<br>CIVIL DOCKET FOR CASE #: {number}-XYZ</h3>
<table width="100%" border="0" cellspacing="5"><tr>
<td valign="top" width="60%"><br>{name}<br>Assigned to: Judge {judge}<br>Cause: 05:0702 Judicial Review</td>
<td valign="top" width="40%"><br>Date Filed: {filed}<br>{closed}Jury Demand: None<br>Jurisdiction: Federal Question</td>
</tr></table>
<table width="100%" border="0" cellspacing="5">{parties}</table>
<table align="center" width="99%" border="1" rules="all" cellpadding="5" cellspacing="0">
<tr><td style="font-weight:bold; width=94; white-space:nowrap">Date Filed</td><th>#</th>
<td style="font-weight:bold">Docket Text</td></tr>
{entries}
</table></div></body></html>
"""

PARTY = """<tr><td valign="top"><br><b><u>{role} </u></b></td></tr>
<tr><td valign="top" width="40%"><b>{name}</b></td><td valign="top" width="20%" align="right">represented&nbsp;by</td>
<td valign="top" width="40%"><b>Rassendyll Roe</b><br>1 Castle Road<br>Strelsau<br><i>LEAD ATTORNEY</i></td></tr>
"""

ENTRY = """<tr><td width="94" nowrap valign="top">{day}</td><td valign="top" align="right">{number}&nbsp;</td>
<td valign="top">{text}</td></tr>
"""

ENTRIES = (
    ("08/01/2031", "1", "COMPLAINT against Ruritanian Office of Health filed by Free City of Strelsau. (abc) (Entered: 08/01/2031)"),
    ("08/02/2031", "2", "MOTION for Temporary Restraining Order by Free City of Strelsau. (Roe, R) (Entered: 08/02/2031)"),
    ("08/04/2031", "3", "ORDER granting 2 Motion for Temporary Restraining Order. Signed by Judge Sapt on 8/4/2031. (abc) (Entered: 08/05/2031)"),
    ("08/06/2031", "", "MINUTE ORDER setting a hearing for 8/12/2031. (abc)"),
)  # fmt: skip

PARTIES = (("Plaintiff", "Free City of Strelsau"), ("Defendant", "Ruritanian Office of Health"))


def page(
    number="1:31-cv-00007", entries=ENTRIES, *, name="Free City of Strelsau v. Ruritanian Office of Health",
    judge="Sapt", filed="08/01/2031", closed="", parties=PARTIES, raw=False,
):  # fmt: skip
    """A docket page; `raw` leaves the entries' text as it is, tags and all."""
    return PAGE.format(
        number=number,
        name=name,
        judge=judge,
        filed=filed,
        closed=f"Date Terminated: {closed}<br>" if closed else "",
        parties="".join(PARTY.format(role=role, name=escape(one)) for role, one in parties),
        entries="".join(
            ENTRY.format(day=day, number=no, text=text if raw else escape(text)) for day, no, text in entries
        ),
    )


def many(count, entries=40):
    """As many dockets of as many entries, of every sort a docket has."""
    texts = (
        "COMPLAINT for Declaratory and Injunctive Relief against Office {n} filed by Plaintiff {m}. (Attachments: # 1 Exhibit)",
        "MOTION for Preliminary Injunction by Plaintiff {m}. (Attachments: # 1 Memorandum in Support, # 2 Exhibit A)",
        "RESPONSE in Opposition re {k} MOTION filed by Office {n}.",
        "ORDER granting in part and denying in part {k} Motion for Preliminary Injunction. Signed by Judge Sapt.",
        "NOTICE of Appearance by Rassendyll Roe on behalf of Plaintiff {m}.",
        "Consent MOTION for Extension of Time to File Answer by Office {n}.",
        "MINUTE ORDER: The motion hearing set for 9/9/2031 is vacated and reset. (abc)",
        "ORDER staying case pending appeal. See 5 U.S.C. § 552a(b)(7). Signed by Judge Sapt.",
    )
    for m in range(count):
        lines = [
            (f"{1 + k % 12:02}/{1 + k % 28:02}/2031", str(k + 1), f"{texts[(k + m) % len(texts)]} (Entered: 09/09/2031)".format(n=m % 7, m=m, k=k))
            for k in range(entries)
        ]  # fmt: skip
        yield f"dcd_{m:05}.html", page(f"1:31-cv-{m:05}", lines, name=f"Plaintiff {m} v. Office {m % 7}")
