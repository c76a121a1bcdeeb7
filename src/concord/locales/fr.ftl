# Français. Termes : docs/reference/glossary.md. Les parties sont des noms comptés que partagent les
# phrases qui suivent ; « décès » ne varie pas.

## Parties

part-deaths = { $deaths } décès
part-mean = { $mean } décès
part-high = { $high } décès
part-signed = { SIGNED($deaths) } décès
part-months = { $months } mois
part-warnings = { $number ->
    [one] { $number } avertissement proposé
   *[other] { $number } avertissements proposés
}
part-past-warnings = { $number ->
    [one] { $number } avertissement passé semblable
   *[other] { $number } avertissements passés semblables
}
part-situations = { $number ->
    [one] La situation passée la plus proche ({ $number })
   *[other] Les { $number } situations passées les plus proches
}

## Pourquoi la prévision est ce qu’elle est

why-level-quiet = Aucun décès enregistré depuis { part-months }.
why-level-active = Sur les { $months } derniers mois : { part-mean } par mois, { $deaths } au total.
why-trend-up = En hausse : { part-mean } par mois sur les 3 derniers mois, contre { $before } sur les 12 précédents.
why-trend-down = En baisse : { part-mean } par mois sur les 3 derniers mois, contre { $before } sur les 12 précédents.
why-trend-flat = Stable : { part-mean } par mois sur les 3 derniers mois, à peu près comme sur les 12 précédents.
why-spike = Un seul mois ({ $month }) compte { $share } des décès de l’année ({ $deaths }) ; la prévision ne prend pas ce mois pour le niveau.
why-neighbours-active = Combats dans des pays voisins : { $countries } ; ensemble, { part-mean } par mois.
why-neighbours-quiet = Aucun combat dans les pays voisins sur les 12 derniers mois.
why-neighbours-unknown = Pays voisins : non connu.
why-precedents = { part-situations } : { $share } ont vu 25 décès ou plus en un mois dans la période qui a suivi.
why-precedents-none = Aucune situation passée semblable n’est connue.
why-members-agree = Les membres de l’ensemble concordent.
why-members-differ = Les membres de l’ensemble divergent : de { $low } à { part-high } par mois.

## Pourquoi elle a changé

change-up = En hausse depuis la dernière prévision : { part-mean } attendus par mois, contre { $before } alors.
change-down = En baisse depuis la dernière prévision : { part-mean } attendus par mois, contre { $before } alors.
change-flat = Sans changement depuis la dernière prévision : { part-mean } attendus par mois.
change-by-revision = Données révisées : { part-signed } par mois.
change-by-new-months = Nouveaux mois : { part-signed } par mois.

## Avertissements

warn-onset = Après 12 mois sans décès, probabilité de { part-deaths } ou plus en un mois : { $share }, au plus haut en { $month }.
warn-escalation = Probabilité de { part-deaths } ou plus en un mois : { $share }, au plus haut en { $month } ; { $before } par mois sur l’année écoulée.
warn-surge = { part-deaths } en { $month }, au-dessus des { $expected } que son propre passé explique.
record-known = Sur { part-past-warnings }, { $share } se sont vérifiés dans la période visée ; délai médian : { part-months }.
record-known-lead-unknown = Sur { part-past-warnings }, { $share } se sont vérifiés dans la période visée ; délai non connu.
record-base = Cela s’est produit dans { $share } de tous les cas de ce genre, avec ou sans avertissement.
record-unknown = Bilan : non connu, trop peu d’avertissements passés semblables.
level-yellow = jaune
level-amber = orange
level-red = rouge
letter-yellow = J
letter-amber = O
letter-red = R
situation-onset = déclenchement
situation-escalation = escalade
situation-surge = flambée

## Statut

status-exercise = EXERCICE
status-test = ESSAI
status-exercise-note = Données fictives pour l’entraînement. Rien ici n’est réel.
status-test-note = Essai du système. Ne pas utiliser.
people-decide = Ceci est une proposition : un bureau désigné décide si un avertissement est émis.
not-known = non connu
none = aucun
no-skill = Aucun apport : pas mieux que de reprendre les 12 derniers mois.
no-skill-onset = Déclenchement : aucun apport, le classement des pays calmes ne vaut pas mieux que le hasard.

## La note

brief-title = Note sur les conflits
brief-made = Établie le { $moment }
brief-origin = Données jusqu’à fin { $month }
brief-period = Prévision : { $first_month } à { $last_month }
skip-to-warnings = Aller aux avertissements
heading-short = En bref
heading-warnings = Avertissements proposés
heading-map = Où
heading-why = Pourquoi, pays par pays
heading-quality = Ce qu’ont valu les prévisions
heading-countries = Tous les pays
heading-data = Données et méthode
heading-drivers = Facteurs
heading-precedents = Situations passées les plus proches
heading-members = Membres de l’ensemble
heading-months = Mois par mois
short-warnings = { part-warnings } : { $red } rouge, { $amber } orange, { $yellow } jaune.
short-none = Aucun avertissement n’est proposé.
short-expected = Attendus dans l’ensemble des pays, { $first_month } à { $last_month } : { part-deaths }.
short-highest = Plus forte probabilité de 25 décès ou plus en un mois : { $country }, { $share }.
short-worse = Le plus au-dessus de la dernière prévision : { $countries }.
short-better = Le plus au-dessous de la dernière prévision : { $countries }.
warnings-none = Aucune règle n’est remplie par cette prévision.
why-none = Aucun pays n’est expliqué dans cette note.

## Tableaux

column-level = Niveau
column-country = Pays
column-situation = Situation
column-share = Probabilité
column-threshold = Décès en un mois, au moins
column-peak = Mois le plus probable
column-interval = Décès ce mois-là, intervalle à 90 %
column-past-year = Décès, 12 derniers mois
column-expected = Décès attendus, { part-months }
column-share-25 = Probabilité de 25 décès en un mois, maximum
column-trend = Depuis la dernière prévision
column-month = Mois
column-weight = Poids
column-before = Décès, 12 mois avant
column-followed = Décès dans la période qui a suivi
column-member = Membre
column-mean = Décès attendus par mois
column-measure = Mesure
column-forecast = Prévision
column-benchmark = Conflictology
table-map = Les dix pays où la probabilité est la plus forte
trend-up = en hausse
trend-down = en baisse
trend-flat = sans changement
member-window = { part-months } passés, repris
member-analogs = Situations passées semblables
member-boosted = Quantiles par boosting

## Dessins

fan-title = { $country } : décès par mois, enregistrés et prévus
fan-about = Décès enregistrés chaque mois jusqu’à { $month }, puis prévision jusqu’à { $last_month } : médiane et intervalles à 50, 80 et 90 %. Plus forte probabilité de { part-deaths } ou plus en un mois : { $share }.
fan-threshold = { $deaths } ou plus : { $share }
axis-deaths = décès par mois (échelle logarithmique)
key-recorded = enregistrés
key-median = médiane
key-intervals = 50, 80, 90 %
key-last = dernière prévision, 90 %
map-title = Probabilité de 25 décès ou plus en un mois, maximum de { $first_month } à { $last_month }
map-about = Pays selon cinq classes de probabilité. Les avertissements sont marqués par une forme et une lettre. Le tableau voisin donne les chiffres.
map-below = moins de { $share }
map-between = { $share_low } à { $share_high }
map-from = { $share } ou plus
map-no-data = pas de prévision
map-scale = { $number } km au centre de la carte
map-disclaimer = Les frontières et les noms indiqués et les appellations employées sur cette carte n’impliquent ni reconnaissance ni acceptation officielles, ni prise de position quant au statut juridique des pays, territoires, villes ou zones, ou de leurs autorités, ni quant au tracé de leurs frontières ou limites.
calibration-title = Probabilité annoncée et réalité
calibration-about = Pour chaque probabilité annoncée de 25 décès ou plus en un mois, part des mois et pays où cela s’est produit. Sur la droite, les deux sont égales.
axis-stated = probabilité annoncée, %
axis-came = part constatée, %

## Qualité

quality-windows = Fenêtres { $first_year } à { $last_year }, chacune prévue d’après ce qui était connu avant elle. Au-dessous de Conflictology dans { $won } sur { $number }.
quality-benchmark = Conflictology prend les 12 derniers mois pour distribution des suivants. Le plus bas est le meilleur là où figure ↓, le plus haut là où figure ↑.
measure-crps = CRPS, décès ↓
measure-brier = Score de Brier à 25 décès ↓
measure-coverage = Dans l’intervalle à 90 %, pays actifs (cible : 90 %)
measure-onset-precision = Déclenchement, précision moyenne ↑
measure-onset-auc = Déclenchement, aire sous la courbe ROC ↑

## Données

data-vintage = Millésime
data-until = Données jusqu’à fin
data-rows = Lignes
data-rows-line = { $rows_in } lues = { $rows_kept } retenues + { $rows_quarantined } en quarantaine
data-source = Source
data-licence = Licence
data-rule = Règles
data-made = Établie
