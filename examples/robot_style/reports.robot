*** Settings ***
Documentation    The hub's reports: one server for the suite, a world for each test.
Library          Mocks.py
Test Teardown    Run Keyword If Test Failed    Log Journal

*** Test Cases ***
A report is created where it belongs
    Create Report    grafana    Weekly
    Vendor Was Called    grafana    createReport    times=1

A vendor that is down for a moment is asked again
    Vendor Fails    grafana    503    first=2
    ${status}=    Create Report    grafana    Weekly
    Should Be Equal As Integers    ${status}    201
