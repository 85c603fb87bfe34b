"""Names of columns that are met in the wild, and the category proposed for each."""

from __future__ import annotations

import pytest

from pellucid.engine.datamap.categories import built_in
from pellucid.engine.discover.classifying import classify
from pellucid.engine.discover.naming import words
from pellucid.engine.discover.vocabulary import IN_PERSONS_TABLES, RULES
from pellucid.engine.schema import Column, Kind

ANYWHERE = """
email, Email, e_mail, EmailAddress, customer_email, email_id  user.contact.email
courriel, correo_electronico, youxiang                        user.contact.email
phone, Phone2, mobileNumber, tel_no, handynummer, téléphone   user.contact.phone_number
shouji, dianhua, telefono_movil                               user.contact.phone_number
Fax, fax_number                                               user.contact.fax_number
first_name, FirstName, firstname, vorname, prénom             user.name.first
LastName, surname, nachname, nom_famille, apellidos           user.name.last
full_name, billing_name, SenderName, xingming                 user.name
username, user_name, login                                    user.account.username
password, password_hash, passwd, mima                         user.authorization.credentials
birth_date, BirthDate, dateOfBirth, dob, geburtsdatum         user.demographic.date_of_birth
fecha_nacimiento, date_naissance, shengri                     user.demographic.date_of_birth
gender, sex, geschlecht, xingbie                              user.demographic.gender
BillingAddress, street, address_line1, strasse, Straße, dizhi user.contact.address.street
BillingCity, ville, ciudad, wohnort                           user.contact.address.city
PostalCode, zip, zip_code, zipcode, plz, code_postal          user.contact.address.postal_code
BillingState, province                                        user.contact.address.state
Country, country_code, pays                                   user.contact.address.country
ip, ip_address, IPAddress, last_login_ip, remote_addr         user.device.ip_address
user_agent, UserAgent                                         user.device
iban, bank_account                                            user.financial.bank_account
credit_card_number, CardNumber                                user.financial.credit_card
ssn, national_id_no, dni, shenfenzheng                        user.government_id
passport_number                                               user.government_id.passport_number
body, message, notes, comment                                 user.content
company, Company                                              user.professional_information.workplace
total, created_at, title, name, status, description_count     none
product_name, file_name, mail_server, email_status, phone_type none
"""
OF_PERSONS = """
name, Name, nom      user.name
title                user.professional_information.job_title
state, State         user.contact.address.state
locale               user.demographic.language
"""


def table(text: str) -> list[tuple[str, str]]:
    rows = [line.rsplit(None, 1) for line in text.strip().splitlines()]
    return [(name.strip(), category) for names, category in rows for name in names.split(",")]


@pytest.mark.parametrize(("name", "category"), table(ANYWHERE))
def test_column_names_say_what_is_held(name: str, category: str) -> None:
    assert classify(Column(name, Kind.STRING, "text"), persons_table=False).category == category


@pytest.mark.parametrize(("name", "category"), table(OF_PERSONS))
def test_some_names_speak_of_a_person_only_where_each_row_is_one(name: str, category: str) -> None:
    assert classify(Column(name, Kind.STRING, "text"), persons_table=True).category == category


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("email_verified", Kind.BOOLEAN),
        ("email_sent_at", Kind.DATETIME),
        ("address_id", Kind.INTEGER),
        ("phone_id", Kind.INTEGER),
        ("city_id", Kind.UUID),
        ("name", Kind.INTEGER),
    ],
)
def test_a_type_that_cannot_hold_it_outweighs_the_name(name: str, kind: Kind) -> None:
    assert not classify(Column(name, kind, ""), persons_table=True).personal


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("BillingPostalCode", ("billing", "postal", "code")),
        ("billing_postal_code", ("billing", "postal", "code")),
        ("IPAddress", ("ip", "address")),
        ("téléphone2", ("telephone",)),
        ("用户_name", ("用户", "name")),
        ("", ()),
    ],
)
def test_names_are_read_word_by_word(name: str, said: tuple[str, ...]) -> None:
    assert words(name) == said


def test_every_category_is_in_the_catalogue() -> None:
    proposed = {rule.category for rule in (*RULES, *IN_PERSONS_TABLES)} - {"none"}
    assert proposed <= built_in().keys()
