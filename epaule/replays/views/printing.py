from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from epaule.replays.models import Memo
from epaule.replays.pdf import memo_as_pdf
from epaule.replays.showing import StepShown
from epaule.safety.throttle import Limit, spend_as_caller

PDF_LIMIT = Limit("memo-pdf", capacity=10, seconds_per_token=30)


def pdf_answer(request: HttpRequest, memo: Memo, shown: list[StepShown], address: str) -> HttpResponse:
    """The memo on A4, made now and kept nowhere. `address`: where its QR code leads."""
    spend_as_caller(PDF_LIMIT, request)
    named = content_disposition_header(True, f"{memo.title or 'memo'}.pdf") or "attachment"
    headers = {"Content-Disposition": named, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(memo_as_pdf(memo, shown, address), content_type="application/pdf", headers=headers)
