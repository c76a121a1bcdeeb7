"""An alert written here, whole by the standard, that tests change in one place at a time."""

ALERT = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>flood-17</identifier>
  <sender>hydro@example.org</sender>
  <sent>2026-11-20T06:30:00+01:00</sent>
  <status>Exercise</status>
  <msgType>Alert</msgType>
  <scope>Public</scope>
  <code>profile:example</code>
  <references>hydro@example.org,flood-15,2026-11-19T06:30:00+01:00
    hydro@example.org,flood-16,2026-11-19T18:30:00+01:00</references>
  <info>
    <language>fr-TD</language>
    <category>Met</category>
    <category>Safety</category>
    <event>Crue</event>
    <responseType>Prepare</responseType>
    <responseType>None</responseType>
    <urgency>Expected</urgency>
    <severity>Severe</severity>
    <certainty>Likely</certainty>
    <eventCode><valueName>SAME</valueName><value>FLW</value></eventCode>
    <expires>2026-11-22T06:30:00-00:00</expires>
    <headline>Crue du Chari</headline>
    <web>https://example.org/crue?id=17&amp;lang=fr</web>
    <parameter><valueName>gauge</valueName><value>8.61 m</value></parameter>
    <resource>
      <resourceDesc>carte</resourceDesc><mimeType>image/png</mimeType><size>4096</size>
    </resource>
    <area>
      <areaDesc>N'Djamena</areaDesc>
      <polygon>12.0,15.0 12.2,15.0 12.2,15.2 12.0,15.0</polygon>
      <circle>12.1,15.05 7.5</circle>
      <geocode><valueName>ISO3166-2</valueName><value>TD-ND</value></geocode>
      <altitude>900</altitude>
      <ceiling>980.5</ceiling>
    </area>
  </info>
</alert>
"""


def changed(*changes: tuple[str, str]) -> bytes:
    """The alert with each first text replaced by its second; every one must occur."""
    text = ALERT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.encode()
