"""Countries: codes, dated existence, names, and the numbers other sources use."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concord.vocabulary.country import (
    Country,
    Gazetteer,
    GwSpell,
    cldr_territories,
    default_gazetteer,
    read_countries,
)
from concord.vocabulary.errors import InputError
from concord.vocabulary.language import Language

WITHDRAWN = {"CSK", "DDR", "SCG", "SUN", "YMD", "YUG"}
HEADER = (
    "code,alpha2,numeric,name,region,gw,views,views_from,exists_from,exists_until,"
    "former_codes,continued_by,latitude,longitude,note\n"
)
COUNTRIES = st.sampled_from(default_gazetteer().countries)
DAYS = st.dates(date(1946, 1, 1), date(2030, 12, 31))


def fictional(code: str = "XAA", **fields: object) -> Country:
    return Country(code=code, name="Aldania", latitude=1.5, longitude=-30, **fields)  # type: ignore[arg-type]


def test_the_file_holds_iso_3166_1_kosovo_and_six_withdrawn_states() -> None:
    codes = {country.code for country in default_gazetteer().countries}

    assert len(default_gazetteer().countries) == 249 + 1 + 6
    assert codes >= WITHDRAWN | {"XKX"}


def test_codes_are_well_formed_and_of_one_country_each() -> None:
    countries = default_gazetteer().countries
    existing = [country for country in countries if country.exists_until is None]

    assert all(len(c.code) == 3 and c.code.isascii() and c.code.isupper() for c in countries)
    assert len({c.alpha2 for c in existing}) == len(existing)
    numeric = [c.numeric for c in existing if c.numeric is not None]
    assert len(set(numeric)) == len(numeric) == 249
    assert all(len(n) == 3 and n.isdigit() for n in numeric)


def test_namibias_two_letters_are_not_read_as_missing() -> None:
    namibia = default_gazetteer().require("NAM")

    assert namibia.alpha2 == "NA"
    assert default_gazetteer().by_alpha2("NA") is namibia
    assert namibia.name_in(Language.FR) == "Namibie"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("XKX", "resolution 1244 (1999)"),
        ("PSE", "non-member observer State"),
        ("VAT", "non-member observer State"),
        ("TWN", "Not a UN Member State"),
        ("ESH", "Non-Self-Governing Territories"),
        ("GRL", "Not a UN Member State"),
    ],
)
def test_where_un_membership_is_lacking_a_note_says_so(code: str, words: str) -> None:
    assert words in str(default_gazetteer().require(code).note)


def test_193_countries_without_a_note_are_the_member_states() -> None:
    plain = [c for c in default_gazetteer().existing(date(2026, 1, 1)) if c.note is None]

    assert len(plain) == 193


@pytest.mark.parametrize(
    ("code", "first"),
    [
        ("SSD", date(2011, 7, 9)),
        ("ERI", date(1993, 5, 24)),
        ("TLS", date(2002, 5, 20)),
        ("XKX", date(2008, 2, 17)),
        ("MNE", date(2006, 6, 3)),
        ("NAM", date(1990, 3, 21)),
        ("CZE", date(1993, 1, 1)),
        ("RUS", date(1991, 12, 26)),
    ],
)
def test_a_young_state_did_not_exist_the_day_before(code: str, first: date) -> None:
    country = default_gazetteer().require(code)

    assert country.exists_from == first
    assert country.existed_on(first)
    assert not country.existed_on(date.fromordinal(first.toordinal() - 1))


@pytest.mark.parametrize("code", sorted(WITHDRAWN))
def test_a_withdrawn_state_ends_and_old_states_have_no_dates(code: str) -> None:
    former = default_gazetteer().require(code)

    assert former.exists_until is not None
    assert not former.existed_on(date(2010, 1, 1))
    assert default_gazetteer().require("FRA").exists_from is None


@pytest.mark.parametrize(
    ("code", "today"),
    [
        ("YUG", "SRB"),  # by way of SCG
        ("SCG", "SRB"),
        ("SUN", "RUS"),
        ("DDR", "DEU"),
        ("YMD", "YEM"),
        ("CSK", None),  # two states took over
        ("FRA", "FRA"),
        ("QQQ", None),
    ],
)
def test_series_of_a_former_state_go_on_under_one_code_or_none(
    code: str, today: str | None
) -> None:
    found = default_gazetteer().today(code)

    assert (found.code if found else None) == today


def test_a_former_code_of_the_same_state_finds_it() -> None:
    gazetteer = default_gazetteer()

    assert gazetteer.require("ZAR").code == "COD"
    assert gazetteer.require("TMP").code == "TLS"


@pytest.mark.parametrize(
    ("number", "day", "code"),
    [
        (345, date(1999, 3, 24), "YUG"),
        (345, date(2003, 2, 3), "YUG"),  # last day of the name
        (345, date(2003, 2, 4), "SCG"),
        (345, date(2010, 1, 1), "SRB"),  # UCDP keeps the number
        (340, date(2010, 1, 1), "SRB"),  # Gleditsch-Ward's own
        (365, date(1991, 12, 25), "SUN"),
        (365, date(1991, 12, 26), "RUS"),
        (678, date(2015, 1, 1), "YEM"),
        (678, date(1989, 1, 1), "YEM"),
        (680, date(1989, 1, 1), "YMD"),
        (260, date(1989, 1, 1), "DEU"),
        (315, date(1992, 12, 31), "CSK"),
        (316, date(1993, 1, 1), "CZE"),
        (626, date(2011, 7, 9), "SSD"),
    ],
)
def test_a_gleditsch_ward_number_means_a_country_on_a_day(
    number: int, day: date, code: str
) -> None:
    country = default_gazetteer().by_gw(number, day)

    assert country is not None
    assert country.code == code


def test_serbia_has_no_number_of_its_own_before_2006_and_unknown_numbers_have_no_country() -> None:
    gazetteer = default_gazetteer()

    assert gazetteer.by_gw(340, date(2006, 6, 4)) is None
    assert gazetteer.by_gw(9999, date(2000, 1, 1)) is None


@given(st.integers(1, 999), DAYS)
def test_a_number_never_means_two_countries_on_a_day(number: int, day: date) -> None:
    meant = [
        country.code
        for country in default_gazetteer().countries
        for spell in country.gw
        if spell.number == number and spell.covers(day)
    ]

    assert len(meant) <= 1


@given(COUNTRIES, DAYS)
def test_a_dated_number_finds_its_country_back(country: Country, day: date) -> None:
    for spell in country.gw:
        if spell.covers(day):
            assert default_gazetteer().by_gw(spell.number, day) is country


@pytest.mark.parametrize(
    ("alpha2", "on", "code"),
    [
        ("CS", date(1990, 1, 1), "CSK"),
        ("CS", date(2004, 1, 1), "SCG"),
        ("CS", None, "SCG"),  # the later of two withdrawn
        ("RU", None, "RUS"),
        ("SU", None, "SUN"),
        ("XK", None, "XKX"),
        ("QX", None, None),
        ("CS", date(2010, 1, 1), None),
    ],
)
def test_two_letters_are_read_on_a_day_or_as_they_stand(
    alpha2: str, on: date | None, code: str | None
) -> None:
    found = default_gazetteer().by_alpha2(alpha2, on)

    assert (found.code if found else None) == code


def test_what_exists_on_a_day_changes_with_the_day() -> None:
    gazetteer = default_gazetteer()
    on_the_day = {c.code for c in gazetteer.existing(date(2011, 7, 9))}
    before = {c.code for c in gazetteer.existing(date(2011, 7, 8))}

    assert on_the_day - before == {"SSD"}


def test_label_points_are_on_the_earth() -> None:
    for country in default_gazetteer().countries:
        assert -90 <= country.latitude <= 90, country.code
        assert -180 <= country.longitude <= 180, country.code


# Names


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("SSD", Language.EN, "South Sudan"),
        ("SSD", Language.FR, "Soudan du Sud"),
        ("TCD", Language.RU, "Чад"),
        ("DEU", Language.ES, "Alemania"),
        ("SYR", Language.AR, "سوريا"),
        ("CHN", Language.ZH, "中国"),
        ("PSE", Language.FR, "État de Palestine"),  # as at the UN, not as in CLDR
        ("YUG", Language.RU, "Югославия"),  # not in CLDR
    ],
)
def test_a_country_is_named_in_each_language(code: str, language: Language, name: str) -> None:
    assert default_gazetteer().name_in(code, language) == name


@pytest.mark.parametrize("language", [Language.RU, Language.AR, Language.ZH])
def test_no_country_falls_back_to_latin_letters(language: Language) -> None:
    latin = [c.code for c in default_gazetteer().countries if c.name_in(language)[0].isascii()]

    assert latin == []


def test_cldr_knows_every_two_letter_code_that_is_in_use() -> None:
    known = cldr_territories(Language.EN)

    unknown = [
        c.code for c in default_gazetteer().existing(date(2026, 1, 1)) if c.alpha2 not in known
    ]

    assert unknown == []


def test_a_fictional_country_has_its_own_names_and_borrows_none() -> None:
    aldania = fictional(alpha2="XA", names=((Language.FR, "Aldanie"),))

    assert aldania.name_in(Language.FR) == "Aldanie"
    assert aldania.name_in(Language.RU) == "Aldania"  # CLDR gives XA to pseudo-accents
    assert aldania.is_user_assigned
    assert not default_gazetteer().require("XKX").is_user_assigned


# Gazetteers of one's own


def test_an_exercise_world_can_stand_alone_or_beside_the_real_one() -> None:
    alone = Gazetteer.of([fictional(views=9001, gw=(GwSpell(number=9001),))])
    beside = default_gazetteer().extended(alone.countries)

    assert [c.code for c in alone.countries] == ["XAA"]
    assert alone.by_code("FRA") is None
    assert beside.require("XAA") == beside.by_views(9001) == beside.by_gw(9001, date(2000, 1, 1))
    assert beside.require("FRA").views == 105
    assert default_gazetteer().by_code("XAA") is None


def test_a_code_given_twice_is_refused() -> None:
    with pytest.raises(InputError, match="country XAA: given twice"):
        Gazetteer.of([fictional(), fictional()])


def test_a_views_id_given_twice_is_refused() -> None:
    with pytest.raises(InputError, match="country XAB: VIEWS id 9001 already means XAA"):
        Gazetteer.of([fictional(views=9001), fictional("XAB", views=9001)])


def test_an_unknown_code_is_refused_with_what_to_write() -> None:
    with pytest.raises(InputError, match=r"country 'GER': no such code here; use an ISO 3166-1"):
        default_gazetteer().require("GER")
    with pytest.raises(InputError, match="country 'GER'"):
        default_gazetteer().name_in("GER", Language.EN)


def test_a_row_is_read_with_its_empty_fields_as_none() -> None:
    row = "XAB,,,Bel,,12:..2000-01-01;13:2000-01-02..,,,,,,,1.5,-2.5,\n"

    (country,) = read_countries(HEADER + row, "code,fr,ru,es,ar,zh\nXAB,Bèle,,,,\n")

    assert country == Country(
        code="XAB",
        name="Bel",
        latitude=1.5,
        longitude=-2.5,
        gw=(
            GwSpell(number=12, last=date(2000, 1, 1)),
            GwSpell(number=13, first=date(2000, 1, 2)),
        ),
        names=((Language.FR, "Bèle"),),
    )
