"""Where the files of films are kept."""


def piece_folder(recording_id: str) -> str:
    return f"morceaux/{recording_id}"


def film_folder(recording_id: str) -> str:
    return f"films/{recording_id}"
