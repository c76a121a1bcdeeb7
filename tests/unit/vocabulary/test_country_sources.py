"""Countries against what others published: VIEWS, UCDP GED, Natural Earth."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from concord.vocabulary.country import cldr_territories, default_gazetteer
from concord.vocabulary.language import Language
from concord.vocabulary.month import of_date


def test_every_country_of_the_views_list_is_here_under_its_name(shared_data: Path) -> None:
    with (shared_data / "forecasting/views_country_list.csv").open(encoding="utf-8") as file:
        theirs = {int(row["country_id"]): row["name"] for row in csv.DictReader(file)}

    ours = {c.views: c for c in default_gazetteer().countries if c.views is not None}

    assert len(theirs) == 191
    assert ours.keys() == theirs.keys()
    differing = {theirs[i]: c.code for i, c in ours.items() if c.name != theirs[i]}
    assert differing == {
        "Brunei": "BRN",
        "Cape Verde": "CPV",
        "Congo, DRC": "COD",
        "Cote d'Ivoire": "CIV",
        "Czech Republic": "CZE",
        "Macedonia": "MKD",
        "Marshall Is.": "MHL",
        "North Korea": "PRK",
        "Solomon Is.": "SLB",
        "South Korea": "KOR",
        "St. Kitts and Nevis": "KNA",
        "St. Lucia": "LCA",
        "St. Vincent and the Grenadines": "VCT",
        "Swaziland": "SWZ",
        "The Gambia": "GMB",
        "Timor Leste": "TLS",
        "Turkey": "TUR",
        "United States": "USA",
        "Vietnam": "VNM",
    }


@pytest.mark.parametrize("vintage", ["final", "original"])
def test_a_views_id_means_its_country_from_the_first_published_month(
    shared_data: Path, vintage: str
) -> None:
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    path = shared_data / f"forecasting/ged_sb_country_month_{vintage}_to_2018-12.parquet"
    table = pq.read_table(path)
    given = table.filter(pc.is_valid(table["ged_sb"]))
    first = given.group_by("country_id").aggregate([("month_id", "min")]).to_pydict()
    theirs = dict(zip(first["country_id"], first["month_id_min"], strict=True))

    ours = {
        c.views: of_date(c.views_from) if c.views_from else 121
        for c in default_gazetteer().countries
        if c.views is not None
    }

    assert ours == theirs


def test_every_country_number_in_ged_is_known_on_the_day_of_the_event(shared_data: Path) -> None:
    seen: dict[str, set[str]] = {}
    for path in sorted((shared_data / "forecasting/events").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                day = date(int(float(row["year"])), 7, 1)
                country = default_gazetteer().by_gw(int(float(row["country_id"])), day)
                assert country is not None, row["country"]
                seen.setdefault(row["country"], set()).add(country.name)

    differing = {name: ours for name, ours in seen.items() if ours != {name}}
    assert len(seen) == 59
    assert differing == {
        "Bosnia-Herzegovina": {"Bosnia and Herzegovina"},
        "Cambodia (Kampuchea)": {"Cambodia"},
        "DR Congo (Zaire)": {"Democratic Republic of the Congo"},
        "Ivory Coast": {"Côte d’Ivoire"},
        "Kingdom of eSwatini (Swaziland)": {"Eswatini"},
        "Macedonia, FYR": {"North Macedonia"},
        "Myanmar (Burma)": {"Myanmar"},
        "Russia (Soviet Union)": {"Russia"},
        "Serbia (Yugoslavia)": {"Yugoslavia"},
        "Turkey": {"Türkiye"},
        "Yemen (North Yemen)": {"Yemen"},
    }


def test_codes_agree_with_natural_earth(shared_data: Path) -> None:
    file = shared_data / "relief/boundaries/ne_50m_admin_0_countries.slim.geojson"
    properties = [f["properties"] for f in json.loads(file.read_text("utf-8"))["features"]]
    theirs = {p["iso_a3"]: (p["iso_a2"], p["un_a3"]) for p in properties if p["iso_a3"] != "-99"}

    assert len(theirs) > 200
    differ = {}
    for code, (alpha2, numeric) in theirs.items():
        country = default_gazetteer().require(code)
        if alpha2 != country.alpha2 or numeric not in ("-099", country.numeric):
            differ[code] = (alpha2, numeric)
    assert differ == {}


def test_english_names_are_cldrs_but_for_those_of_united_nations_usage() -> None:
    known = cldr_territories(Language.EN)

    differing = {
        known[country.alpha2 or ""]: country.name
        for country in default_gazetteer().existing(date(2026, 1, 1))
        if plain(country.name) != plain(known[country.alpha2 or ""])
    }

    assert differing == {
        "Brunei": "Brunei Darussalam",
        "Cape Verde": "Cabo Verde",
        "Caribbean Netherlands": "Bonaire, Sint Eustatius and Saba",
        "Congo - Brazzaville": "Congo",
        "Congo - Kinshasa": "Democratic Republic of the Congo",
        "Falkland Islands": "Falkland Islands (Malvinas)",
        "Hong Kong SAR China": "Hong Kong",
        "Macao SAR China": "Macao",
        "Myanmar (Burma)": "Myanmar",
        "North Korea": "Democratic People’s Republic of Korea",
        "Palestinian Territories": "State of Palestine",
        "Pitcairn Islands": "Pitcairn",
        "Sint Maarten": "Sint Maarten (Dutch part)",
        "South Korea": "Republic of Korea",
        "St. Martin": "Saint Martin (French part)",
        "São Tomé & Príncipe": "Sao Tome and Principe",
        "U.S. Outlying Islands": "United States Minor Outlying Islands",
        "U.S. Virgin Islands": "United States Virgin Islands",
        "United States": "United States of America",
        "Vatican City": "Holy See",
        "Vietnam": "Viet Nam",
    }


def plain(name: str) -> str:
    """A name without the differences of spelling that say nothing."""
    for long, short in (("Saint ", "St. "), (" and ", " & "), ("the ", ""), ("Island &", "&")):
        name = name.replace(long, short)
    return name
