# Русский. Термины: docs/reference/glossary.md. Месяцы CLDR пишет в именительном падеже с «г.»,
# поэтому они стоят после двоеточия или в скобках и не в конце предложения.

## Части

part-deaths = { $deaths ->
    [one] { $deaths } погибший
    [few] { $deaths } погибших
    [many] { $deaths } погибших
   *[other] { $deaths } погибшего
}
part-mean = { $mean ->
    [one] { $mean } погибший
    [few] { $mean } погибших
    [many] { $mean } погибших
   *[other] { $mean } погибшего
}
part-high = { $high ->
    [one] { $high } погибшего
    [few] { $high } погибших
    [many] { $high } погибших
   *[other] { $high } погибшего
}
part-signed = { $deaths ->
    [one] { SIGNED($deaths) } погибший
    [few] { SIGNED($deaths) } погибших
    [many] { SIGNED($deaths) } погибших
   *[other] { SIGNED($deaths) } погибшего
}
part-months = { $months ->
    [one] { $months } месяц
    [few] { $months } месяца
    [many] { $months } месяцев
   *[other] { $months } месяца
}
part-warnings = { $number ->
    [one] Предложено { $number } предупреждение
    [few] Предложено { $number } предупреждения
    [many] Предложено { $number } предупреждений
   *[other] Предложено { $number } предупреждения
}
part-past-warnings = { $number ->
    [one] { $number } подобного предупреждения
    [few] { $number } подобных предупреждений
    [many] { $number } подобных предупреждений
   *[other] { $number } подобных предупреждений
}
part-situations = { $number ->
    [one] { $number } наиболее сходной прошлой ситуации
    [few] { $number } наиболее сходных прошлых ситуаций
    [many] { $number } наиболее сходных прошлых ситуаций
   *[other] { $number } наиболее сходных прошлых ситуаций
}

## Почему прогноз таков

why-level-quiet = Погибших не зарегистрировано за последние { $months } мес.
why-level-active = За последние { $months } мес.: { part-mean } в месяц, всего { $deaths }.
why-trend-up = Рост: { part-mean } в месяц за последние 3 месяца, за предыдущие 12 — { $before }.
why-trend-down = Снижение: { part-mean } в месяц за последние 3 месяца, за предыдущие 12 — { $before }.
why-trend-flat = Без изменений: { part-mean } в месяц за последние 3 месяца, примерно как за предыдущие 12.
why-spike = На один месяц ({ $month }) приходится { $share } погибших за год ({ $deaths }); прогноз не принимает этот месяц за уровень.
why-neighbours-active = Боевые действия в соседних странах: { $countries }; вместе { part-mean } в месяц.
why-neighbours-quiet = В соседних странах боевых действий за последние 12 месяцев нет.
why-neighbours-unknown = Соседние страны: нет данных.
why-precedents = Из { part-situations } в { $share } случаев за один из месяцев последующего периода погибли 25 человек или более.
why-precedents-none = Сходных прошлых ситуаций не известно.
why-members-agree = Члены ансамбля согласны между собой.
why-members-differ = Члены ансамбля расходятся: от { $low } до { part-high } в месяц.

## Почему он изменился

change-up = Выше последнего прогноза: ожидается { part-mean } в месяц, было { $before }.
change-down = Ниже последнего прогноза: ожидается { part-mean } в месяц, было { $before }.
change-flat = Без изменений с последнего прогноза: ожидается { part-mean } в месяц.
change-by-revision = Пересмотр данных: { part-signed } в месяц.
change-by-new-months = Новые месяцы: { part-signed } в месяц.

## Предупреждения

warn-onset = После 12 месяцев без погибших: вероятность того, что за месяц их будет { $deaths } или более, — { $share } (наибольшая: { $month }).
warn-escalation = Вероятность того, что за месяц погибших будет { $deaths } или более, — { $share } (наибольшая: { $month }); за последний год — { $before } в месяц.
warn-surge = { part-deaths } за месяц ({ $month }); собственное прошлое страны объясняет { $expected }.
record-known = Из { part-past-warnings } за указанный в них период оправдалось { $share }; медианная заблаговременность — { part-months }.
record-known-lead-unknown = Из { part-past-warnings } за указанный в них период оправдалось { $share }; заблаговременность не известна.
record-base = Во всех подобных случаях, с предупреждением или без него, это произошло в { $share } из них.
record-unknown = Оправдываемость: нет данных, подобных предупреждений слишком мало.
level-yellow = жёлтый
level-amber = оранжевый
level-red = красный
letter-yellow = Ж
letter-amber = О
letter-red = К
situation-onset = начало насилия
situation-escalation = эскалация
situation-surge = всплеск

## Статус

status-exercise = УЧЕНИЕ
status-test = ПРОВЕРКА
status-exercise-note = Вымышленные данные для обучения. Ничего реального здесь нет.
status-test-note = Проверка системы. Не использовать.
people-decide = Это предложение: решение о том, выпускать ли предупреждение, принимает назначенное подразделение.
not-known = нет данных
none = нет
no-skill = Преимущества нет: не лучше, чем повторить последние 12 месяцев.
no-skill-onset = Начало насилия: преимущества нет, порядок спокойных стран не лучше случайного.

## Сводка

brief-title = Сводка по конфликтам
brief-made = Составлена { $moment }
brief-origin = Последний месяц данных: { $month }
brief-period = Прогноз: { $first_month } – { $last_month }
skip-to-warnings = Перейти к предупреждениям
heading-short = Кратко
heading-warnings = Предлагаемые предупреждения
heading-map = Где
heading-why = Почему: по странам
heading-quality = Насколько хороши были прогнозы
heading-countries = Все страны
heading-data = Данные и метод
heading-drivers = Факторы
heading-precedents = Наиболее сходные прошлые ситуации
heading-members = Члены ансамбля
heading-months = По месяцам
short-warnings = { part-warnings }: красных — { $red }, оранжевых — { $amber }, жёлтых — { $yellow }.
short-none = Предупреждений не предлагается.
short-expected = Ожидается во всех странах ({ $first_month } – { $last_month }): { part-deaths }.
short-highest = Наибольшая вероятность 25 погибших или более за месяц: { $country }, { $share }.
short-worse = Сильнее всего выше последнего прогноза: { $countries }.
short-better = Сильнее всего ниже последнего прогноза: { $countries }.
warnings-none = Ни одно правило этим прогнозом не выполнено.
why-none = Ни одна страна в этой сводке не разъясняется.

## Таблицы

column-level = Уровень
column-country = Страна
column-situation = Ситуация
column-share = Вероятность
column-threshold = Погибших за месяц, не менее
column-peak = Наиболее вероятный месяц
column-interval = Погибших в этом месяце, интервал 90 %
column-past-year = Погибших за последние 12 месяцев
column-expected = Ожидается погибших, { part-months }
column-share-25 = Вероятность 25 погибших за месяц, наибольшая
column-trend = С последнего прогноза
column-month = Месяц
column-weight = Вес
column-before = Погибших за 12 месяцев до этого
column-followed = Погибших в последующем периоде
column-member = Член ансамбля
column-mean = Ожидается погибших в месяц
column-measure = Показатель
column-forecast = Прогноз
column-benchmark = Conflictology
table-map = Десять стран с наибольшей вероятностью
trend-up = выше
trend-down = ниже
trend-flat = без изменений
member-window = Повтор: { part-months }
member-analogs = Сходные прошлые ситуации
member-boosted = Квантили бустинга

## Рисунки

fan-title = { $country }: погибшие по месяцам, зарегистрировано и прогноз
fan-about = Зарегистрированные погибшие по месяцам (последний: { $month }), затем прогноз (последний месяц: { $last_month }): медиана и интервалы 50, 80 и 90 %. Наибольшая вероятность того, что за месяц будет { part-deaths } или более: { $share }.
fan-threshold = { $deaths } или более: { $share }
axis-deaths = погибших в месяц (логарифмическая шкала)
key-recorded = зарегистрировано
key-median = медиана
key-intervals = 50, 80, 90 %
key-last = последний прогноз, 90 %
map-title = Вероятность 25 погибших или более за месяц, наибольшая ({ $first_month } – { $last_month })
map-about = Страны по пяти классам вероятности. Предупреждения обозначены фигурой с буквой. Цифры — в таблице рядом.
map-below = менее { $share }
map-between = от { $share_low } до { $share_high }
map-from = { $share } и более
map-no-data = нет прогноза
map-scale = { $number } км в середине карты
map-disclaimer = Границы и названия, показанные на этой карте, и употребляемые на ней обозначения не означают официального одобрения или признания, равно как и выражения какого-либо мнения относительно правового статуса той или иной страны, территории, города или района или их властей либо относительно делимитации их границ.
calibration-title = Заявленная вероятность и действительность
calibration-about = Для каждой заявленной вероятности 25 погибших или более за месяц — доля случаев, когда это произошло. На прямой они равны.
axis-stated = заявленная вероятность, %
axis-came = доля сбывшихся, %

## Качество

quality-windows = Окна { $first_year }–{ $last_year }, каждое спрогнозировано по тому, что было известно до него. Ниже Conflictology: { $won } из { $number }.
quality-benchmark = Conflictology принимает последние 12 месяцев за распределение следующих. Где стоит ↓, лучше меньшее; где ↑ — большее.
measure-crps = CRPS, погибших ↓
measure-brier = Показатель Брайера для 25 погибших ↓
measure-coverage = Внутри интервала 90 %, активные страны (цель: 90 %)
measure-onset-precision = Начало насилия, средняя точность ↑
measure-onset-auc = Начало насилия, площадь под ROC-кривой ↑

## Данные

data-vintage = Выпуск данных
data-until = Последний месяц данных
data-rows = Строки
data-rows-line = { $rows_in } прочитано = { $rows_kept } принято + { $rows_quarantined } в карантине
data-source = Источник
data-licence = Лицензия
data-rule = Правила
data-made = Составлена
