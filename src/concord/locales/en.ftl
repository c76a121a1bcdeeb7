# English. Terms: docs/reference/glossary.md. United Nations spelling; figures are described in
# catalogue.py. Parts are counted nouns that the sentences below share.

## Parts

part-deaths = { $deaths ->
    [one] { $deaths } death
   *[other] { $deaths } deaths
}
part-mean = { $mean ->
    [one] { $mean } death
   *[other] { $mean } deaths
}
part-high = { $high ->
    [one] { $high } death
   *[other] { $high } deaths
}
part-signed = { $deaths ->
    [one] { SIGNED($deaths) } death
   *[other] { SIGNED($deaths) } deaths
}
part-months = { $months ->
    [one] { $months } month
   *[other] { $months } months
}
part-warnings = { $number ->
    [one] { $number } warning
   *[other] { $number } warnings
}
part-past-warnings = { $number ->
    [one] { $number } past warning
   *[other] { $number } past warnings
}
part-situations = { $number ->
    [one] { $number } most similar past situation
   *[other] { $number } most similar past situations
}

## Why a forecast is what it is

why-level-quiet = No deaths recorded for { part-months }.
why-level-active = Over the last { part-months }: { part-mean } a month, { $deaths } in all.
why-trend-up = Rising: { part-mean } a month over the last 3 months, { $before } over the 12 before.
why-trend-down = Falling: { part-mean } a month over the last 3 months, { $before } over the 12 before.
why-trend-flat = Steady: { part-mean } a month over the last 3 months, much as over the 12 before.
why-spike = { $month } alone holds { $share } of the year’s deaths ({ $deaths }); the forecast does not take that month for the level.
why-neighbours-active = Fighting in neighbouring countries: { $countries }; together { part-mean } a month.
why-neighbours-quiet = No fighting in neighbouring countries over the last 12 months.
why-neighbours-unknown = Neighbouring countries: not known.
why-precedents = Of the { part-situations }, { $share } saw 25 deaths or more in a month of the period that followed.
why-precedents-none = No similar past situation is known.
why-members-agree = The members of the pool agree.
why-members-differ = The members of the pool differ: from { $low } to { part-high } a month.

## Why it changed

change-up = Up since the last forecast: { part-mean } a month expected, { $before } then.
change-down = Down since the last forecast: { part-mean } a month expected, { $before } then.
change-flat = Unchanged since the last forecast: { part-mean } a month expected.
change-by-revision = Revised data: { part-signed } a month.
change-by-new-months = New months: { part-signed } a month.

## Warnings

warn-onset = After 12 months without a death, { $share } chance of { part-deaths } or more in a month; highest in { $month }.
warn-escalation = { $share } chance of { part-deaths } or more in a month, highest in { $month }; the last year saw { $before } a month.
warn-surge = { part-deaths } in { $month }, above the { $expected } that its own past explains.
record-known = Of { part-past-warnings } like this, { $share } came true in the period they were about; median lead { part-months }.
record-known-lead-unknown = Of { part-past-warnings } like this, { $share } came true in the period they were about; lead not known.
record-base = It came in { $share } of all such cases, warned or not.
record-unknown = Track record: not known, too few past warnings like this.
level-yellow = yellow
level-amber = amber
level-red = red
letter-yellow = Y
letter-amber = A
letter-red = R
situation-onset = onset
situation-escalation = escalation
situation-surge = surge

## Standing

status-exercise = EXERCISE
status-test = TEST
status-exercise-note = Fictional data for training. Nothing here is real.
status-test-note = A test of the system. Not for use.
people-decide = This is a proposal: a named office decides whether a warning is issued.
not-known = not known
none = none
no-skill = No skill: no better than taking the last 12 months again.
no-skill-onset = Onset: no skill, the ranking of quiet countries is no better than chance.

## The brief

brief-title = Conflict brief
brief-made = Made { $moment }
brief-origin = Data to the end of { $month }
brief-period = Forecast: { $first_month } to { $last_month }
skip-to-warnings = Skip to the warnings
heading-short = In short
heading-warnings = Warnings proposed
heading-map = Where
heading-why = Why, country by country
heading-quality = How good the forecasts have been
heading-countries = All countries
heading-data = Data and method
heading-drivers = Drivers
heading-precedents = Most similar past situations
heading-members = Members of the pool
heading-months = Month by month
short-warnings = { part-warnings } proposed: { $red } red, { $amber } amber, { $yellow } yellow.
short-none = No warning is proposed.
short-expected = Expected in all countries, { $first_month } to { $last_month }: { part-deaths }.
short-highest = Highest chance of 25 deaths or more in a month: { $country }, { $share }.
short-worse = Most above the last forecast: { $countries }.
short-better = Most below the last forecast: { $countries }.
warnings-none = No rule is met by this forecast.
why-none = No country is explained in this brief.

## Tables

column-level = Level
column-country = Country
column-situation = Situation
column-share = Chance
column-threshold = Deaths in a month, at least
column-peak = Likeliest month
column-interval = Deaths that month, 90% interval
column-past-year = Deaths, last 12 months
column-expected = Expected deaths, { part-months }
column-share-25 = Chance of 25 deaths in a month, highest
column-trend = Since the last forecast
column-month = Month
column-weight = Weight
column-before = Deaths, 12 months before
column-followed = Deaths in the period that followed
column-member = Member
column-mean = Expected deaths a month
column-measure = Measure
column-forecast = Forecast
column-benchmark = Conflictology
table-map = The ten countries with the highest chance
trend-up = up
trend-down = down
trend-flat = unchanged
member-window = Last { part-months } again
member-analogs = Similar past situations
member-boosted = Boosted quantiles

## Drawings

fan-title = { $country }: deaths a month, recorded and forecast
fan-about = Recorded deaths of each month to { $month }, then the forecast to { $last_month }: the median and the 50, 80 and 90% intervals. Highest chance of { part-deaths } or more in a month: { $share }.
fan-threshold = { $deaths } or more: { $share }
axis-deaths = deaths a month (logarithmic scale)
key-recorded = recorded
key-median = median
key-intervals = 50, 80, 90%
key-last = last forecast, 90%
map-title = Chance of 25 deaths or more in a month, the highest of { $first_month } to { $last_month }
map-about = Countries by five classes of chance. Warnings are marked by a shape with a letter. The table beside the map gives the figures.
map-below = below { $share }
map-between = { $share_low } to { $share_high }
map-from = { $share } or more
map-no-data = no forecast
map-scale = { $number } km in the middle of the map
map-disclaimer = The boundaries and names shown and the designations used on this map do not imply official endorsement or acceptance, nor any opinion on the legal status of any country, territory, city or area or of its authorities, or on the delimitation of its frontiers or boundaries.
calibration-title = Stated chance and what came
calibration-about = For each stated chance of 25 deaths or more in a month, the share of country-months where it came. On the line, the two are equal.
axis-stated = stated chance, %
axis-came = share that came, %

## Quality

quality-windows = Windows { $first_year } to { $last_year }, each forecast from what was known before it. Below conflictology in { $won } of { $number }.
quality-benchmark = Conflictology takes the last 12 months as the distribution of the next. Lower is better where marked ↓, higher where marked ↑.
measure-crps = CRPS, deaths ↓
measure-brier = Brier score at 25 deaths ↓
measure-coverage = Inside the 90% interval, active countries (aim: 90%)
measure-onset-precision = Onset, average precision ↑
measure-onset-auc = Onset, area under the ROC curve ↑

## Data

data-vintage = Vintage
data-until = Data to the end of
data-rows = Rows
data-rows-line = { $rows_in } in = { $rows_kept } kept + { $rows_quarantined } quarantined
data-source = Source
data-licence = Licence
data-rule = Rules
data-made = Made
