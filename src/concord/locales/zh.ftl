# 中文。术语见 docs/reference/glossary.md。各“部分”为下列句子共用的带数量词组。

## 部分

part-deaths = { $deaths }人死亡
part-mean = { $mean }人死亡
part-high = { $high }人死亡
part-signed = { SIGNED($deaths) }人
part-months = { $months }个月
part-warnings = { $number }项预警
part-past-warnings = { $number }次同类预警
part-situations = { $number }个最相似的以往情形

## 预测为何如此

why-level-quiet = 最近{ part-months }没有死亡记录。
why-level-active = 最近{ part-months }：每月{ part-mean }，共{ $deaths }人。
why-trend-up = 上升：最近3个月每月{ part-mean }，此前12个月每月{ $before }人。
why-trend-down = 下降：最近3个月每月{ part-mean }，此前12个月每月{ $before }人。
why-trend-flat = 平稳：最近3个月每月{ part-mean }，与此前12个月大致相同。
why-spike = 仅{ $month }一个月就占全年死亡人数的{ $share }（{ $deaths }人）；预测不将该月视为常态水平。
why-neighbours-active = 邻国有战斗：{ $countries }；合计每月{ part-mean }。
why-neighbours-quiet = 最近12个月邻国没有战斗。
why-neighbours-unknown = 邻国情况：未知。
why-precedents = 在{ part-situations }中，{ $share }在随后时期内有某个月死亡25人或以上。
why-precedents-none = 没有已知的相似情形。
why-members-agree = 集合成员意见一致。
why-members-differ = 集合成员意见不一：每月从{ $low }人到{ part-high }不等。

## 预测为何变化

change-up = 高于上次预测：预计每月{ part-mean }，上次为{ $before }人。
change-down = 低于上次预测：预计每月{ part-mean }，上次为{ $before }人。
change-flat = 与上次预测相同：预计每月{ part-mean }。
change-by-revision = 数据修订：每月{ part-signed }。
change-by-new-months = 新增月份：每月{ part-signed }。

## 预警

warn-onset = 此前12个月无人死亡；某月达到{ part-deaths }或以上的概率为{ $share }，{ $month }最高。
warn-escalation = 某月达到{ part-deaths }或以上的概率为{ $share }，{ $month }最高；过去一年每月{ $before }人。
warn-surge = { $month }有{ part-deaths }，高于其自身历史所能解释的{ $expected }人。
record-known = 在{ part-past-warnings }中，{ $share }在所指时期内应验；提前期中位数为{ part-months }。
record-known-lead-unknown = 在{ part-past-warnings }中，{ $share }在所指时期内应验；提前期未知。
record-base = 在所有此类情形中，无论有无预警，{ $share }发生了这种情况。
record-unknown = 过往记录：未知，同类预警过少。
level-yellow = 黄色
level-amber = 橙色
level-red = 红色
letter-yellow = 黄
letter-amber = 橙
letter-red = 红
situation-onset = 爆发
situation-escalation = 升级
situation-surge = 激增

## 性质

status-exercise = 演习
status-test = 测试
status-exercise-note = 供培训使用的虚构数据。此处内容均非真实。
status-test-note = 系统测试。请勿使用。
people-decide = 这是一项建议：是否发布预警由指定部门决定。
not-known = 未知
none = 无
no-skill = 没有优势：不优于重复最近12个月。
no-skill-onset = 爆发：没有优势，对平静国家的排序不优于随机。

## 简报

brief-title = 冲突简报
brief-made = 编制于{ $moment }
brief-origin = 数据截至{ $month }底
brief-period = 预测：{ $first_month }至{ $last_month }
skip-to-warnings = 跳到预警
heading-short = 概要
heading-warnings = 建议发布的预警
heading-map = 地点
heading-why = 逐国说明原因
heading-quality = 预测质量如何
heading-countries = 所有国家
heading-data = 数据与方法
heading-drivers = 驱动因素
heading-precedents = 最相似的以往情形
heading-members = 集合成员
heading-months = 逐月
short-warnings = 建议发布{ part-warnings }：红色{ $red }项，橙色{ $amber }项，黄色{ $yellow }项。
short-none = 没有建议发布的预警。
short-expected = { $first_month }至{ $last_month }所有国家预计：{ part-deaths }。
short-highest = 某月死亡25人或以上的最高概率：{ $country }，{ $share }。
short-worse = 高于上次预测最多的国家：{ $countries }。
short-better = 低于上次预测最多的国家：{ $countries }。
warnings-none = 本次预测不符合任何预警规则。
why-none = 本简报未说明任何国家。

## 表格

column-level = 级别
column-country = 国家
column-situation = 情形
column-share = 概率
column-threshold = 单月死亡人数，至少
column-peak = 最可能的月份
column-interval = 该月死亡人数，90%区间
column-past-year = 最近12个月死亡人数
column-expected = { part-months }预计死亡人数
column-share-25 = 单月死亡25人的概率，最高值
column-trend = 与上次预测相比
column-month = 月份
column-weight = 权重
column-before = 此前12个月死亡人数
column-followed = 随后时期死亡人数
column-member = 成员
column-mean = 每月预计死亡人数
column-measure = 指标
column-forecast = 预测
column-benchmark = Conflictology
table-map = 概率最高的十个国家
trend-up = 上升
trend-down = 下降
trend-flat = 不变
member-window = 重复最近{ part-months }
member-analogs = 相似的以往情形
member-boosted = 提升分位数

## 图

fan-title = { $country }：每月死亡人数，记录与预测
fan-about = 截至{ $month }的每月死亡记录，以及至{ $last_month }的预测：中位数和50%、80%、90%区间。某月达到{ part-deaths }或以上的最高概率：{ $share }。
fan-threshold = { $deaths }人或以上：{ $share }
axis-deaths = 每月死亡人数（对数刻度）
key-recorded = 记录
key-median = 中位数
key-intervals = 50%、80%、90%
key-last = 上次预测，90%
map-title = 单月死亡25人或以上的概率，{ $first_month }至{ $last_month }的最高值
map-about = 各国按概率分为五级。预警以带字的图形标出。数字见旁边的表格。
map-below = 低于{ $share }
map-between = { $share_low }至{ $share_high }
map-from = { $share }或以上
map-no-data = 无预测
map-scale = { $number }公里（地图中部）
map-disclaimer = 本地图上所示的边界和名称以及所使用的称谓并不意味着正式认可或接受，也不意味着对任何国家、领土、城市或地区或其当局的法律地位，或对其边界或界线的划分表示任何意见。
calibration-title = 所报概率与实际情况
calibration-about = 对于单月死亡25人或以上的每一所报概率，实际发生的比例。在对角线上二者相等。
axis-stated = 所报概率，%
axis-came = 实际发生比例，%

## 质量

quality-windows = { $first_year }至{ $last_year }年各窗口，均只依据此前已知的情况预测。在{ $number }个窗口中有{ $won }个低于Conflictology。
quality-benchmark = Conflictology以最近12个月作为其后月份的分布。标有↓者越低越好，标有↑者越高越好。
measure-crps = CRPS，死亡人数 ↓
measure-brier = 死亡25人的布赖尔评分 ↓
measure-coverage = 落在90%区间内，有冲突的国家（目标：90%）
measure-onset-precision = 爆发，平均精确率 ↑
measure-onset-auc = 爆发，ROC曲线下面积 ↑

## 数据

data-vintage = 数据版本
data-until = 数据截至
data-rows = 行数
data-rows-line = 读入{ $rows_in } = 保留{ $rows_kept } + 隔离{ $rows_quarantined }
data-source = 来源
data-licence = 许可
data-rule = 规则
data-made = 编制时间
