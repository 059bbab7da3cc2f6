Feature: reports of the hub

  Scenario: a report is created where it belongs
    When the hub creates the report "Weekly" at grafana
    Then grafana was asked once to create "Weekly"

  Scenario: a vendor that is down for a moment is asked again
    Given grafana answers 503 twice
    When the hub creates the report "Weekly" at grafana
    Then the hub has answered 201
