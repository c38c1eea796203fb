"""What a territory decides; filling the communes from the files of epaule/data."""

from epaule.territory.actions.geo import GeoLoad as GeoLoad
from epaule.territory.actions.geo import load_geo as load_geo
from epaule.territory.actions.keeping import set_keeping as set_keeping
from epaule.territory.actions.neighbours import agree_to_neighbourhood as agree_to_neighbourhood
from epaule.territory.actions.neighbours import end_neighbourhood as end_neighbourhood
from epaule.territory.actions.neighbours import propose_neighbourhood as propose_neighbourhood
from epaule.territory.actions.office import set_office_hours as set_office_hours
from epaule.territory.actions.office import set_place_hours as set_place_hours
