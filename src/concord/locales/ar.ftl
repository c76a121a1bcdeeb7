# العربية. المصطلحات: docs/reference/glossary.md. الأجزاء أسماء معدودة تشترك فيها الجمل التالية، وهي مرفوعة،
# ولذلك ترد بعد نقطتين أو بين قوسين.

## الأجزاء

part-deaths = { $deaths ->
    [zero] { $deaths } وفاة
    [one] وفاة واحدة
    [two] وفاتان
    [few] { $deaths } وفيات
    [many] { $deaths } وفاة
   *[other] { $deaths } وفاة
}
part-mean = { $mean ->
    [zero] { $mean } وفاة
    [one] وفاة واحدة
    [two] وفاتان
    [few] { $mean } وفيات
    [many] { $mean } وفاة
   *[other] { $mean } وفاة
}
part-high = { $high ->
    [zero] { $high } وفاة
    [one] وفاة واحدة
    [two] وفاتين
    [few] { $high } وفيات
    [many] { $high } وفاة
   *[other] { $high } وفاة
}
part-signed = { $deaths ->
    [zero] { SIGNED($deaths) } وفاة
    [one] { SIGNED($deaths) } وفاة
    [two] { SIGNED($deaths) } وفاة
    [few] { SIGNED($deaths) } وفيات
    [many] { SIGNED($deaths) } وفاة
   *[other] { SIGNED($deaths) } وفاة
}
part-months = { $months ->
    [zero] { $months } شهر
    [one] شهر واحد
    [two] شهران
    [few] { $months } أشهر
    [many] { $months } شهرا
   *[other] { $months } شهر
}
part-warnings = { $number ->
    [zero] { $number } إنذار
    [one] إنذار واحد
    [two] إنذاران
    [few] { $number } إنذارات
    [many] { $number } إنذارا
   *[other] { $number } إنذار
}
part-past-warnings = { $number ->
    [zero] { $number } إنذار
    [one] إنذار واحد
    [two] إنذاران
    [few] { $number } إنذارات
    [many] { $number } إنذارا
   *[other] { $number } إنذار
}
part-situations = { $number ->
    [zero] { $number } حالة
    [one] حالة واحدة
    [two] حالتان
    [few] { $number } حالات
    [many] { $number } حالة
   *[other] { $number } حالة
}

## لماذا جاء التنبؤ على هذا النحو

why-level-quiet = لم تسجل أي وفاة في الفترة الأخيرة ({ part-months }).
why-level-active = في الفترة الأخيرة ({ part-months }): المتوسط الشهري { part-mean }، والمجموع { $deaths }.
why-trend-up = في ارتفاع: المتوسط الشهري في الأشهر الثلاثة الأخيرة { part-mean }، وفي الاثني عشر شهرا السابقة { $before }.
why-trend-down = في انخفاض: المتوسط الشهري في الأشهر الثلاثة الأخيرة { part-mean }، وفي الاثني عشر شهرا السابقة { $before }.
why-trend-flat = مستقر: المتوسط الشهري في الأشهر الثلاثة الأخيرة { part-mean }، على نحو ما كان في الاثني عشر شهرا السابقة.
why-spike = شهر واحد ({ $month }) فيه { $share } من وفيات السنة ({ $deaths })؛ ولا يعد التنبؤ ذلك الشهر مستوى معتادا.
why-neighbours-active = قتال في بلدان مجاورة: { $countries }؛ ومتوسطها الشهري معا { part-mean }.
why-neighbours-quiet = لا قتال في البلدان المجاورة في الاثني عشر شهرا الأخيرة.
why-neighbours-unknown = البلدان المجاورة: غير معروف.
why-precedents = أقرب الحالات السابقة شبها ({ part-situations }): شهد { $share } منها 25 وفاة أو أكثر في شهر من الفترة التي تلت.
why-precedents-none = لا تعرف حالة سابقة مشابهة.
why-members-agree = أعضاء المجموعة متفقون.
why-members-differ = أعضاء المجموعة مختلفون: من { $low } إلى { part-high } في الشهر.

## لماذا تغير

change-up = أعلى من التنبؤ السابق: المتوقع شهريا { part-mean }، وكان { $before }.
change-down = أدنى من التنبؤ السابق: المتوقع شهريا { part-mean }، وكان { $before }.
change-flat = دون تغيير منذ التنبؤ السابق: المتوقع شهريا { part-mean }.
change-by-revision = بيانات منقحة: { part-signed } في الشهر.
change-by-new-months = أشهر جديدة: { part-signed } في الشهر.

## الإنذارات

warn-onset = بعد 12 شهرا بلا وفيات، احتمال بلوغ العدد التالي أو أكثر في شهر ({ part-deaths }): { $share }، وأعلاه في { $month }.
warn-escalation = احتمال بلوغ العدد التالي أو أكثر في شهر ({ part-deaths }): { $share }، وأعلاه في { $month }؛ وكان المتوسط الشهري في السنة الأخيرة { $before }.
warn-surge = عدد الوفيات في { $month }: { part-deaths }، فوق ما يفسره ماضي البلد ذاته، وهو { $expected }.
record-known = الإنذارات السابقة المماثلة ({ part-past-warnings }): تحقق { $share } منها في الفترة التي تتناولها؛ والمهلة الوسيطة: { part-months }.
record-known-lead-unknown = الإنذارات السابقة المماثلة ({ part-past-warnings }): تحقق { $share } منها في الفترة التي تتناولها؛ والمهلة غير معروفة.
record-base = وقع ذلك في { $share } من جميع الحالات المماثلة، بإنذار أو بغير إنذار.
record-unknown = سجل الأداء: غير معروف، فالإنذارات السابقة المماثلة قليلة جدا.
level-yellow = أصفر
level-amber = برتقالي
level-red = أحمر
letter-yellow = ص
letter-amber = ب
letter-red = ح
situation-onset = اندلاع
situation-escalation = تصعيد
situation-surge = ارتفاع مفاجئ

## الصفة

status-exercise = تمرين
status-test = اختبار
status-exercise-note = بيانات خيالية للتدريب. لا شيء هنا حقيقي.
status-test-note = اختبار للنظام. ليس للاستعمال.
people-decide = هذا اقتراح: يقرر مكتب مسمى ما إذا كان الإنذار سيصدر.
not-known = غير معروف
none = لا يوجد
no-skill = لا ميزة: ليس أفضل من تكرار الاثني عشر شهرا الأخيرة.
no-skill-onset = الاندلاع: لا ميزة، فترتيب البلدان الهادئة ليس أفضل من المصادفة.

## الموجز

brief-title = موجز النزاعات
brief-made = أعد في { $moment }
brief-origin = البيانات حتى نهاية { $month }
brief-period = التنبؤ: من { $first_month } إلى { $last_month }
skip-to-warnings = الانتقال إلى الإنذارات
heading-short = باختصار
heading-warnings = الإنذارات المقترحة
heading-map = أين
heading-why = لماذا، بلدا بلدا
heading-quality = مدى جودة التنبؤات
heading-countries = جميع البلدان
heading-data = البيانات والمنهج
heading-drivers = العوامل
heading-precedents = أقرب الحالات السابقة شبها
heading-members = أعضاء المجموعة
heading-months = شهرًا بشهر
short-warnings = الإنذارات المقترحة: { part-warnings } (أحمر: { $red }، برتقالي: { $amber }، أصفر: { $yellow }).
short-none = لا يقترح أي إنذار.
short-expected = المتوقع في جميع البلدان من { $first_month } إلى { $last_month }: { part-deaths }.
short-highest = أعلى احتمال لوقوع 25 وفاة أو أكثر في شهر: { $country }، { $share }.
short-worse = الأكثر ارتفاعا عن التنبؤ السابق: { $countries }.
short-better = الأكثر انخفاضا عن التنبؤ السابق: { $countries }.
warnings-none = لا تنطبق أي قاعدة على هذا التنبؤ.
why-none = لا يشرح هذا الموجز حالة أي بلد.

## الجداول

column-level = المستوى
column-country = البلد
column-situation = الحالة
column-share = الاحتمال
column-threshold = الوفيات في شهر، على الأقل
column-peak = الشهر الأرجح
column-interval = وفيات ذلك الشهر، فترة 90%
column-past-year = الوفيات، آخر 12 شهرا
column-expected = الوفيات المتوقعة، { part-months }
column-share-25 = احتمال 25 وفاة في شهر، الأعلى
column-trend = منذ التنبؤ السابق
column-month = الشهر
column-weight = الوزن
column-before = الوفيات، 12 شهرا قبلها
column-followed = الوفيات في الفترة التي تلت
column-member = العضو
column-mean = الوفيات المتوقعة شهريا
column-measure = المقياس
column-forecast = التنبؤ
column-benchmark = Conflictology
table-map = البلدان العشرة ذات الاحتمال الأعلى
trend-up = في ارتفاع
trend-down = في انخفاض
trend-flat = دون تغيير
member-window = تكرار الفترة الأخيرة ({ part-months })
member-analogs = حالات سابقة مشابهة
member-boosted = كميات التعزيز المتدرج

## الرسوم

fan-title = { $country }: الوفيات الشهرية، المسجلة والمتنبأ بها
fan-about = الوفيات المسجلة كل شهر حتى { $month }، ثم التنبؤ حتى { $last_month }: الوسيط وفترات 50 و80 و90%. أعلى احتمال لبلوغ العدد التالي أو أكثر في شهر ({ part-deaths }): { $share }.
fan-threshold = { $deaths } أو أكثر: { $share }
axis-deaths = الوفيات الشهرية (مقياس لوغاريتمي)
key-recorded = مسجلة
key-median = الوسيط
key-intervals = 50 و80 و90%
key-last = التنبؤ السابق، 90%
map-title = احتمال وقوع 25 وفاة أو أكثر في شهر، الأعلى من { $first_month } إلى { $last_month }
map-about = البلدان بحسب خمس فئات للاحتمال. تميز الإنذارات بشكل فيه حرف. والأرقام في الجدول المجاور.
map-below = أقل من { $share }
map-between = من { $share_low } إلى { $share_high }
map-from = { $share } أو أكثر
map-no-data = لا يوجد تنبؤ
map-scale = { $number } كم في وسط الخريطة
map-disclaimer = لا تعني الحدود والأسماء المبينة على هذه الخريطة والتسميات المستخدمة فيها إقرارا أو قبولا رسميا بها، ولا تنطوي على إبداء أي رأي بشأن المركز القانوني لأي بلد أو إقليم أو مدينة أو منطقة أو لسلطات أي منها، أو بشأن تعيين تخومها أو حدودها.
calibration-title = الاحتمال المعلن وما وقع
calibration-about = لكل احتمال معلن لوقوع 25 وفاة أو أكثر في شهر، نسبة الحالات التي وقع فيها ذلك. وعلى الخط يتساوى الاثنان.
axis-stated = الاحتمال المعلن، %
axis-came = نسبة ما وقع، %

## الجودة

quality-windows = النوافذ من { $first_year } إلى { $last_year }، تنبئ بكل منها مما كان معروفا قبلها. أدنى من Conflictology في { $won } من { $number }.
quality-benchmark = تتخذ Conflictology الاثني عشر شهرا الأخيرة توزيعا للأشهر التالية. الأدنى أفضل حيث ↓ والأعلى أفضل حيث ↑.
measure-crps = CRPS، وفيات ↓
measure-brier = درجة براير عند 25 وفاة ↓
measure-coverage = ضمن فترة 90%، البلدان النشطة (الهدف: 90%)
measure-onset-precision = الاندلاع، متوسط الدقة ↑
measure-onset-auc = الاندلاع، المساحة تحت منحنى ROC ↑

## البيانات

data-vintage = إصدار البيانات
data-until = البيانات حتى نهاية
data-rows = الصفوف
data-rows-line = { $rows_in } مقروءة = { $rows_kept } مقبولة + { $rows_quarantined } معزولة
data-source = المصدر
data-licence = الترخيص
data-rule = القواعد
data-made = تاريخ الإعداد
