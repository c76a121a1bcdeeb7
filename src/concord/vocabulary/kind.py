"""The kinds of records: what organizations say and promise to each other, each owned by a room."""

from enum import StrEnum


class RecordKind(StrEnum):
    """The closed list of record kinds; an id begins with its kind."""

    AGREEMENT = "agreement"
    COMMITMENT = "commitment"
    ACTIVITY = "activity"
    EARLY_WARNING = "early-warning"
    FORECAST = "forecast"
    PLEDGE = "pledge"
    REQUIREMENT = "requirement"
    PLAN = "plan"
    LISTING = "listing"
    SCREENING_RESULT = "screening-result"
    SEIZURE_REPORT = "seizure-report"
    FLOW_ESTIMATE = "flow-estimate"
    CASE = "case"
    ASSISTANCE_REQUEST = "assistance-request"
    HAZARD_ALERT = "hazard-alert"
    IMPACT_ESTIMATE = "impact-estimate"
    TRIGGER = "trigger"
    INCIDENT = "incident"
    REQUEST = "request"
    RESPONSE = "response"
    ACKNOWLEDGEMENT = "acknowledgement"
    DECISION = "decision"
    TASKING = "tasking"
    OUTCOME = "outcome"
    CONTACT = "contact"
    LOG_ENTRY = "log-entry"
