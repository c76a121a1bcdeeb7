# Español. Términos: docs/reference/glossary.md. Las partes son nombres contados que comparten las
# frases siguientes.

## Partes

part-deaths = { $deaths ->
    [one] { $deaths } muerte
   *[other] { $deaths } muertes
}
part-mean = { $mean ->
    [one] { $mean } muerte
   *[other] { $mean } muertes
}
part-high = { $high ->
    [one] { $high } muerte
   *[other] { $high } muertes
}
part-signed = { $deaths ->
    [one] { SIGNED($deaths) } muerte
   *[other] { SIGNED($deaths) } muertes
}
part-months = { $months ->
    [one] { $months } mes
   *[other] { $months } meses
}
part-warnings = { $number ->
    [one] { $number } aviso propuesto
   *[other] { $number } avisos propuestos
}
part-past-warnings = { $number ->
    [one] { $number } aviso anterior semejante
   *[other] { $number } avisos anteriores semejantes
}
part-situations = { $number ->
    [one] la situación anterior más semejante ({ $number })
   *[other] las { $number } situaciones anteriores más semejantes
}

## Por qué el pronóstico es el que es

why-level-quiet = Ninguna muerte registrada desde hace { part-months }.
why-level-active = En los últimos { part-months }: { part-mean } al mes, { $deaths } en total.
why-trend-up = En aumento: { part-mean } al mes en los últimos 3 meses, frente a { $before } en los 12 anteriores.
why-trend-down = En descenso: { part-mean } al mes en los últimos 3 meses, frente a { $before } en los 12 anteriores.
why-trend-flat = Estable: { part-mean } al mes en los últimos 3 meses, más o menos como en los 12 anteriores.
why-spike = Un solo mes ({ $month }) reúne el { $share } de las muertes del año ({ $deaths }); el pronóstico no toma ese mes por el nivel.
why-neighbours-active = Combates en países vecinos: { $countries }; en conjunto, { part-mean } al mes.
why-neighbours-quiet = Sin combates en los países vecinos en los últimos 12 meses.
why-neighbours-unknown = Países vecinos: se desconoce.
why-precedents = De { part-situations }, el { $share } registró 25 muertes o más en un mes del período siguiente.
why-precedents-none = No se conoce ninguna situación anterior semejante.
why-members-agree = Los miembros del conjunto coinciden.
why-members-differ = Los miembros del conjunto difieren: de { $low } a { part-high } al mes.

## Por qué ha cambiado

change-up = Por encima del último pronóstico: se esperan { part-mean } al mes; entonces, { $before }.
change-down = Por debajo del último pronóstico: se esperan { part-mean } al mes; entonces, { $before }.
change-flat = Sin cambios desde el último pronóstico: se esperan { part-mean } al mes.
change-by-revision = Datos revisados: { part-signed } al mes.
change-by-new-months = Meses nuevos: { part-signed } al mes.

## Avisos

warn-onset = Tras 12 meses sin muertes, probabilidad de { part-deaths } o más en un mes: { $share }, máxima en { $month }.
warn-escalation = Probabilidad de { part-deaths } o más en un mes: { $share }, máxima en { $month }; en el último año, { $before } al mes.
warn-surge = { part-deaths } en { $month }, por encima de { $expected }, lo que explica su propio pasado.
record-known = De { part-past-warnings }, el { $share } se cumplió en el período al que se refería; antelación mediana: { part-months }.
record-known-lead-unknown = De { part-past-warnings }, el { $share } se cumplió en el período al que se refería; antelación desconocida.
record-base = Ocurrió en el { $share } de todos los casos de este tipo, con aviso o sin él.
record-unknown = Historial: se desconoce, hay muy pocos avisos anteriores semejantes.
level-yellow = amarillo
level-amber = naranja
level-red = rojo
letter-yellow = A
letter-amber = N
letter-red = R
situation-onset = inicio
situation-escalation = escalada
situation-surge = repunte

## Estado

status-exercise = EJERCICIO
status-test = PRUEBA
status-exercise-note = Datos ficticios para el adiestramiento. Nada de lo que aparece aquí es real.
status-test-note = Prueba del sistema. No utilizar.
people-decide = Esto es una propuesta: una oficina designada decide si se emite un aviso.
not-known = se desconoce
none = ninguno
no-skill = Sin mejora: no supera a repetir los últimos 12 meses.
no-skill-onset = Inicio: sin mejora, la ordenación de los países en calma no supera al azar.

## El informe

brief-title = Informe sobre conflictos
brief-made = Elaborado el { $moment }
brief-origin = Datos hasta fines de { $month }
brief-period = Pronóstico: { $first_month } a { $last_month }
skip-to-warnings = Ir a los avisos
heading-short = En resumen
heading-warnings = Avisos propuestos
heading-map = Dónde
heading-why = Por qué, país por país
heading-quality = Qué tal han sido los pronósticos
heading-countries = Todos los países
heading-data = Datos y método
heading-drivers = Factores
heading-precedents = Situaciones anteriores más semejantes
heading-members = Miembros del conjunto
heading-months = Mes a mes
short-warnings = { part-warnings }: { $red } rojo, { $amber } naranja, { $yellow } amarillo.
short-none = No se propone ningún aviso.
short-expected = Se esperan en todos los países, de { $first_month } a { $last_month }: { part-deaths }.
short-highest = Mayor probabilidad de 25 muertes o más en un mes: { $country }, { $share }.
short-worse = Más por encima del último pronóstico: { $countries }.
short-better = Más por debajo del último pronóstico: { $countries }.
warnings-none = Este pronóstico no cumple ninguna regla.
why-none = En este informe no se explica ningún país.

## Cuadros

column-level = Nivel
column-country = País
column-situation = Situación
column-share = Probabilidad
column-threshold = Muertes en un mes, al menos
column-peak = Mes más probable
column-interval = Muertes ese mes, intervalo del 90 %
column-past-year = Muertes, últimos 12 meses
column-expected = Muertes esperadas, { part-months }
column-share-25 = Probabilidad de 25 muertes en un mes, máxima
column-trend = Desde el último pronóstico
column-month = Mes
column-weight = Peso
column-before = Muertes, 12 meses antes
column-followed = Muertes en el período siguiente
column-member = Miembro
column-mean = Muertes esperadas al mes
column-measure = Medida
column-forecast = Pronóstico
column-benchmark = Conflictology
table-map = Los diez países con mayor probabilidad
trend-up = al alza
trend-down = a la baja
trend-flat = sin cambios
member-window = Repetición de { part-months }
member-analogs = Situaciones anteriores semejantes
member-boosted = Cuantiles por potenciación

## Dibujos

fan-title = { $country }: muertes al mes, registradas y pronosticadas
fan-about = Muertes registradas cada mes hasta { $month } y pronóstico hasta { $last_month }: mediana e intervalos del 50, 80 y 90 %. Mayor probabilidad de { part-deaths } o más en un mes: { $share }.
fan-threshold = { $deaths } o más: { $share }
axis-deaths = muertes al mes (escala logarítmica)
key-recorded = registradas
key-median = mediana
key-intervals = 50, 80, 90 %
key-last = último pronóstico, 90 %
map-title = Probabilidad de 25 muertes o más en un mes, máxima de { $first_month } a { $last_month }
map-about = Países en cinco clases de probabilidad. Los avisos se señalan con una forma y una letra. El cuadro contiguo da las cifras.
map-below = menos del { $share }
map-between = del { $share_low } al { $share_high }
map-from = { $share } o más
map-no-data = sin pronóstico
map-scale = { $number } km en el centro del mapa
map-disclaimer = Los límites y nombres que figuran en este mapa y las denominaciones utilizadas no implican su aprobación o aceptación oficial, ni juicio alguno sobre la condición jurídica de ningún país, territorio, ciudad o zona, ni de sus autoridades, ni respecto de la delimitación de sus fronteras o límites.
calibration-title = Probabilidad anunciada y lo ocurrido
calibration-about = Para cada probabilidad anunciada de 25 muertes o más en un mes, la proporción de meses y países en que ocurrió. Sobre la recta, ambas son iguales.
axis-stated = probabilidad anunciada, %
axis-came = proporción ocurrida, %

## Calidad

quality-windows = Ventanas { $first_year } a { $last_year }, cada una pronosticada con lo que se sabía antes. Por debajo de Conflictology en { $won } de { $number }.
quality-benchmark = Conflictology toma los últimos 12 meses como distribución de los siguientes. Donde figura ↓ es mejor lo más bajo; donde figura ↑, lo más alto.
measure-crps = CRPS, muertes ↓
measure-brier = Puntuación de Brier para 25 muertes ↓
measure-coverage = Dentro del intervalo del 90 %, países activos (objetivo: 90 %)
measure-onset-precision = Inicio, precisión media ↑
measure-onset-auc = Inicio, área bajo la curva ROC ↑

## Datos

data-vintage = Edición de los datos
data-until = Datos hasta fines de
data-rows = Filas
data-rows-line = { $rows_in } leídas = { $rows_kept } aceptadas + { $rows_quarantined } en cuarentena
data-source = Fuente
data-licence = Licencia
data-rule = Reglas
data-made = Elaborado
