"""What somebody knows, after « connaît »: the themes inside a sentence."""

from django.utils.translation import gettext_lazy as _

KNOWS = {
    "diagnostic_numerique": _("les premiers pas"),
    "prendre_en_main_du_materiel": _("les ordinateurs, téléphones et tablettes"),
    "maintenance_de_materiel": _("les pannes"),
    "gere_ses_contenus_numeriques": _("les photos et les fichiers"),
    "navigation_sur_internet": _("internet"),
    "email": _("les e-mails"),
    "bureautique": _("les lettres et les tableaux"),
    "reseaux_sociaux": _("WhatsApp et les réseaux sociaux"),
    "sante": _("la santé en ligne"),
    "banque_et_achats_en_ligne": _("la banque et les achats en ligne"),
    "entrepreneuriat": _("la vie des entreprises"),
    "insertion_professionnelle": _("la recherche de travail"),
    "securite_numerique": _("les arnaques et les mots de passe"),
    "parentalite": _("les enfants et les écrans"),
    "scolarite_et_numerique": _("l’école en ligne"),
    "creer_avec_le_numerique": _("la création d’images et de vidéos"),
    "culture_numerique": _("le monde du numérique"),
    "intelligence_artificielle": _("l’intelligence artificielle"),
    "aide_aux_demarches_administratives": _("les démarches"),
    "papiers_elections_citoyennete": _("les papiers d’identité et les élections"),
    "famille_scolarite": _("la famille et l’école"),
    "social_sante": _("la Sécurité sociale et les aides"),
    "travail_formation": _("le travail, le chômage et la retraite"),
    "logement": _("le logement"),
    "transports_mobilite": _("le permis, la carte grise et les transports"),
    "argent_impots": _("les impôts"),
    "justice": _("la justice"),
    "etrangers_europe": _("les titres de séjour et les visas"),
    "loisirs_sports_culture": _("les loisirs, le sport et la culture"),
    "associations": _("la vie des associations"),
}
"""By code of theme."""
