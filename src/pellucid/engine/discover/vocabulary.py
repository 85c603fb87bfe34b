"""What columns are called that hold personal data: the first rule that fits decides, so the narrow ones come first."""

from __future__ import annotations

from dataclasses import dataclass

from pellucid.engine.schema import Kind

TEXT = frozenset({Kind.STRING, Kind.JSON, Kind.OTHER, Kind.BYTES})
NUMBER = frozenset({Kind.INTEGER, Kind.DECIMAL})
MOMENT = frozenset({Kind.DATE, Kind.DATETIME})
ANY = frozenset(Kind)


@dataclass(frozen=True, slots=True)
class Rule:
    """`phrases` are parted by commas. `sure`: such a column is personal wherever it stands, not only near a person."""

    category: str
    phrases: str
    kinds: frozenset[Kind] = TEXT
    sure: bool = False


RULES = (
    Rule("none", "mail server, mail host, file name, host name, event name, product name, email template"),
    Rule(
        "user.authorization.credentials",
        "password, passwd, pwd, passwort, contrasena, mot de passe, mima",
        sure=True,
    ),
    Rule(
        "user.authorization.credentials",
        "secret, api key, access token, refresh token, auth token, token, pin code",
    ),
    Rule("user.device.ip_address", "ip, ip address, ip addr, ipaddr, remote addr, client ip, ipv", sure=True),
    Rule("user.device.cookie_id", "cookie, cookie id", TEXT | NUMBER, sure=True),
    Rule(
        "user.device.device_id",
        "device id, mac address, imei, idfa, android id, advertising id",
        TEXT | NUMBER,
        sure=True,
    ),
    Rule("user.device", "user agent, browser, device name, device model, operating system"),
    Rule("user.contact.email", "email, e mail, mail, email address, courriel, correo, youxiang", sure=True),
    Rule("user.contact.fax_number", "fax, fax number, faxnummer, telefax, chuanzhen", TEXT | NUMBER),
    Rule(
        "user.contact.phone_number",
        "phone, telephone, mobile, cell, cellphone, tel, telefon, telefonnummer, handy, handynummer, "
        "telefono, movil, portable, dianhua, shouji, shoujihao, whatsapp",
        TEXT | NUMBER,
        sure=True,
    ),
    Rule(
        "user.demographic.date_of_birth",
        "date of birth, birth date, birthday, dob, born, birth year, year of birth, geburtsdatum, "
        "geburtstag, date naissance, naissance, fecha nacimiento, nacimiento, shengri, chusheng",
        TEXT | NUMBER | MOMENT,
        sure=True,
    ),
    Rule(
        "user.government_id.passport_number",
        "passport, passport number, reisepass, pasaporte, huzhao",
        TEXT | NUMBER,
        sure=True,
    ),
    Rule(
        "user.government_id.drivers_license_number",
        "drivers license, driver license, driving licence, fuhrerschein, jiashizheng",
        TEXT | NUMBER,
        sure=True,
    ),
    Rule(
        "user.government_id",
        "ssn, social security, national id, national insurance, tax id, tax number, vat number, "
        "steuernummer, personalausweis, nir, dni, nif, curp, shenfenzheng, sfz",
        TEXT | NUMBER,
        sure=True,
    ),
    Rule(
        "user.financial.bank_account",
        "iban, bic, account number, bank account, kontonummer, yinhangka",
        TEXT | NUMBER,
        sure=True,
    ),
    Rule(
        "user.financial.credit_card",
        "credit card, card number, card holder, pan, kreditkarte, cvv",
        TEXT | NUMBER,
        sure=True,
    ),
    Rule("user.financial", "salary, income, wage, gehalt, salaire, salario, gongzi, credit score", ANY, sure=True),
    Rule(
        "user.health",
        "diagnosis, diagnose, allergy, blood type, medication, prescription, disease",
        ANY,
        sure=True,
    ),
    Rule("user.demographic.gender", "gender, sex, geschlecht, sexe, sexo, genero, xingbie", TEXT | NUMBER),
    Rule("user.demographic.marital_status", "marital status, familienstand, hunyin"),
    Rule("user.demographic.race_ethnicity", "ethnicity, race, minzu", TEXT | NUMBER),
    Rule(
        "user.demographic.religious_belief",
        "religion, religious belief, konfession, zongjiao",
        TEXT | NUMBER,
        sure=True,
    ),
    Rule("user.demographic.language", "preferred language, language preference, mother tongue"),
    Rule("user.demographic", "nationality, citizenship, staatsangehorigkeit, nacionalidad, guoji"),
    Rule("user.account.username", "username, user name, login, login name, screen name, nickname, nick, yonghuming"),
    Rule("user.name.first", "first name, given name, forename, fname, vorname, prenom, nombre pila", sure=True),
    Rule(
        "user.name.last",
        "last name, surname, family name, lname, maiden name, nachname, familienname, nom famille, apellido, xing",
        sure=True,
    ),
    Rule(
        "user.name",
        "full name, middle name, xingming, mingzi, nom complet, nombre completo, display name",
        sure=True,
    ),
    Rule(
        "user.name",
        "customer name, client name, contact name, billing name, shipping name, sender name, recipient "
        "name, author name, owner name, holder name, employee name, patient name, user full name, guest "
        "name, attention",
    ),
    Rule(
        "user.professional_information.workplace",
        "company, company name, organization, organisation, employer, firma, empresa, gongsi",
    ),
    Rule(
        "user.contact.address.postal_code",
        "postal code, post code, zip, zip code, plz, postleitzahl, code postal, codigo postal, youbian",
        TEXT | NUMBER,
    ),
    Rule("user.contact.address.city", "city, town, stadt, ort, wohnort, ville, ciudad, chengshi"),
    Rule(
        "user.contact.address.state",
        "address state, billing state, shipping state, state province, province, region, county, "
        "bundesland, provincia, shengfen",
    ),
    Rule("user.contact.address.country", "country, country code, billing country, pays, pais, guojia"),
    Rule(
        "user.contact.address.street",
        "street, address, address line, addr, house number, strasse, anschrift, adresse, hausnummer, rue, "
        "calle, direccion, dizhi",
    ),
    Rule("user.location.precise", "latitude, longitude, lat, lng, lon, geo point, gps, coordinates", TEXT | NUMBER),
    Rule("user.professional_information.job_title", "job title, position title, occupation, profession, beruf, zhiwei"),
    Rule("user.professional_information", "hire date, hired, department, terminated", TEXT | MOMENT),
    Rule("user.contact.social_url", "website, homepage, personal url, profile url"),
    Rule("user.content.self_image", "avatar, photo, picture, portrait, selfie"),
    Rule("user.behavior.search_history", "search query, search term"),
    Rule("user.privacy_preferences", "newsletter, opt in, opt out, consent, marketing", ANY),
    Rule(
        "user.content",
        "body, message, comment, note, notes, text, content, bio, biography, about, description, "
        "feedback, review, remark, bemerkung, nachricht, subject, question, answer, beizhu",
    ),
)

IN_PERSONS_TABLES = (
    Rule("user.name", "name, names, nom, nombre, bezeichnung"),
    Rule("user.contact.address.state", "state"),
    Rule("user.professional_information.job_title", "title, titel, rank"),
    Rule("user.demographic.language", "language, locale, sprache"),
)
"""What is said of a person only where each row is one."""
