"""Files in S3-compatible storage: set by EPAULE_S3_BUCKET, installed by the extra `s3`."""
