/**
 * Secrets that are known by their own form, from what their issuers document. A form that others share is left
 * out: what hides every word of so many letters hides the fault as well.
 */
const TOKENS: readonly RegExp[] = [
  // AWS: ids of keys. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
  /\b(?:AKIA|ASIA|AROA|AIDA|ABIA|ACCA)[A-Z0-9]{12,}\b/g,
  // Google: ids of HMAC keys.
  /\bGOOG[A-Z0-9]{16,}/g,
  // AWS: a secret alone, 40 signs of base64. Paths have dots or more slashes.
  /(?<![\w+/=.-])(?=[A-Za-z0-9+/]{0,39}[a-z])(?=[A-Za-z0-9+/]{0,39}[A-Z])(?=[A-Za-z0-9+/]{0,39}\d)[A-Za-z0-9+/]{40}(?![\w+/=.-])/g,
  // AWS, version 2 of its signatures.
  /(?<=\bAWS )[\w-]{8,128}:[\w+/=-]{16,}/g,
  /(?<=hooks\.slack\.com\/)(?:services|workflows|triggers|commands|actions|app)\/[\w/%-]+/g,
  /(?<=discord(?:app)?\.com\/api\/webhooks\/)[\w/-]+/g,
  // Webhooks of Teams, Mattermost, PagerDuty and others.
  /(?<=:\/\/[\w.:-]{1,100}\/(?:[\w-]{1,40}\/){0,3}(?:webhooks?(?:b2)?|hooks|integration)\/)(?=\S{0,200}\d)[\w/@%-]{16,}/g,
  /(?<=[?&]key=)(?=[\w-]{0,40}\d)(?=[\w-]{0,40}[a-z])[\w-]{12,}(?![\w./-])/g,
  // PostgreSQL, a password as it is stored.
  /\bSCRAM-SHA-256\$[\w:+/=$]+|\bmd5[0-9a-f]{32}\b/g,
  // Passwords as files of users hold them.
  /\$(?:apr1|2[abxy]|[1567y])\$[\w./$=+-]{8,}/g,
  /\bx(?:ox[a-z]|app|oxe\.xox[bp])-[\w-]{8,}/g,
  /\b(?:gh[pousr]_|github_pat_)\w{10,}/g,
  /\bgl(?:pat|rt|dt|ptt|ft|soat|cbt|imt|agent|oas|ffct)-[\w.-]{10,}/g,
  /\bGR1348941[\w-]{10,}/g,
  /\b(?:npm_|hf_|pscale_(?:tkn|pw)_|ntn_|sbp_|dckr_pat_|rubygems_|figd_|glsa_|glc_|essu_|sntry[su]_|shp(?:at|ca|pa|ss)_|lin_api_|tfp_|AVNS_)[\w=.+/-]{12,}/g,
  /\bpypi-AgE[\w-]{10,}/g,
  /\bsk-(?:[a-z]{2,8}-)?[\w-]{16,}/g,
  /\b(?:sk|rk|whsec)_(?:live_|test_)?[A-Za-z0-9]{16,}/g,
  /\bSG\.[\w-]{16,}\.[\w-]{16,}/g,
  /\bdo[opr]_v1_[0-9a-f]{32,}/g,
  /\b(?:NRAK|PMAK|ATATT3|ATBB|HRKU|tskey|dapi|key)-?(?=(?:auth-)?[A-Za-z0-9]*\d)[\w=-]{20,}/g,
  /\bAGE-SECRET-KEY-1[A-Z0-9]{10,}/g,
  /(?<![\w+])u\+[\w-]{14,}/g,
  /(?<=\bbot)\d{6,12}:[\w-]{30,}|\b\d{8,10}:AA[\w-]{30,}/g,
  // Google.
  /\bAIza[\w-]{20,}/g,
  /\bya29\.[\w.-]{10,}/g,
  /\bGOCSPX-[\w-]{10,}/g,
  /\b1\/\/0[\w-]{20,}/g,
  // Azure: secrets of applications.
  /(?<![\w.~-])[\w.~-]{3}[78]Q~[\w.~-]{20,}/g,
  // HashiCorp: Vault, Terraform.
  /\bhv[bsr]\.[\w-]{10,}/g,
  /(?<![\w.])[bsr]\.(?=\w{0,24}\d)(?=\w{0,24}[A-Z])\w{24,}/g,
  /\b\w{14}\.atlasv1\.[\w-]{20,}/g,
  // The beginnings of keys in base64: OpenSSH’s, those in DER, and of whole files.
  /\b(?:b3BlbnNzaC1rZXkt|MII[A-Z]|M[CH][4ch]CAQ|LS0tLS1CRUdJTi)[\w+/]{12,}={0,2}/g,
  // JSON web tokens, and other JSON in base64.
  /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]+)?/g,
  /\beyJ[\w+/-]{30,}={0,2}/g,
];

/** `Bearer …` where no header is named. What follows in small letters alone is a sentence. */
const SCHEME =
  /\b(Basic|Bearer|ApiKey|SharedKey(?:Lite)?|Negotiate|GoogleLogin|GenieKey)(\s{1,2})(?![A-Z]?[a-z]{1,15}(?![\w+/=.~-])|[\w-]{1,40}=[^\s=])([\w+/=.~:-]{8,})/gi;

export function withoutKnownTokens(text: string): string {
  const bare = TOKENS.reduce((result, token) => result.replace(token, '[redacted]'), text);
  return bare.replace(SCHEME, '$1$2[redacted]');
}
