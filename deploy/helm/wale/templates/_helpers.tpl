{{- define "wale.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 53 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 53 | trimSuffix "-" }}{{ end }}
{{- end }}
{{- define "wale.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}
{{- define "wale.labels" -}}
{{ include "wale.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}
{{- define "wale.image" -}}
{{ .Values.image.repository }}{{ with .Values.image.digest }}@{{ . }}{{ else }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}
{{- end }}
{{- /* wale.yaml takes precedence over the environment, so there it would contradict probes, Service and volume. */ -}}
{{- define "wale.contradictions" -}}
{{- $operation := .Values.config.operation | default dict -}}
{{- $slack := .Values.config.slack | default dict -}}
{{- $state := .Values.config.state | default dict -}}
{{- if and (gt (int .Values.replicas) 1) .Values.persistence.enabled }}
{{- fail "replicas: more than one needs REDIS_URL in the secret and persistence.enabled: false, since a folder serves one process" }}
{{- end }}
{{- if or (hasKey $operation "port") (hasKey $operation "address") }}
{{- fail "config.operation: set port and address by the chart’s values operation.port and operation.address" }}
{{- end }}
{{- if hasKey $slack "port" }}
{{- fail "config.slack.port: set service.port instead" }}
{{- end }}
{{- if hasKey $state "folder" }}
{{- fail "config.state.folder: Wale can write only to /var/lib/wale, and keeps its state there anyway" }}
{{- end }}
{{- if and (eq (toString (.Values.env.SLACK_MODE | default $slack.mode)) "http") (not .Values.service.enabled) }}
{{- fail "HTTP mode needs service.enabled, and an ingress or another route from Slack" }}
{{- end }}
{{- end }}
