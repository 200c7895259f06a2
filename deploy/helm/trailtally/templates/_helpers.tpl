{{/* The start of all names. */}}
{{- define "trailtally.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else if contains "trailtally" .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-trailtally" (.Release.Name | trunc 29 | trimSuffix "-") -}}
{{- end -}}
{{- end -}}

{{/* What identifies the pods of a component: root, name. */}}
{{- define "trailtally.selector" -}}
app.kubernetes.io/name: trailtally
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .name }}
{{- end -}}

{{/* The labels of an object of a component: root, name. */}}
{{- define "trailtally.labels" -}}
{{ include "trailtally.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end -}}

{{/* The service account of a service: root, name. */}}
{{- define "trailtally.serviceAccount" -}}
{{- $account := (index .root.Values .name).serviceAccount -}}
{{- default (ternary (printf "%s-%s" (include "trailtally.fullname" .root) .name) "default" $account.create) $account.name -}}
{{- end -}}

{{/* The image of a component: root, name. */}}
{{- define "trailtally.image" -}}
{{- printf "%s/%s:%s" .root.Values.image.repository .name (default .root.Chart.AppVersion .root.Values.image.tag) -}}
{{- end -}}

{{/* Whether gRPC is served with TLS; else empty. */}}
{{- define "trailtally.tls" -}}
{{- if or .Values.tls.existingSecret .Values.tls.certManager.enabled }}true{{ end -}}
{{- end -}}

{{/* The secret of a service's certificate: root, name. */}}
{{- define "trailtally.tlsSecret" -}}
{{- default (printf "%s-%s-tls" (include "trailtally.fullname" .root) .name) .root.Values.tls.existingSecret -}}
{{- end -}}

{{/* The JDBC URL. */}}
{{- define "trailtally.databaseUrl" -}}
{{- $database := .Values.database -}}
jdbc:postgresql://{{ $database.host }}:{{ $database.port }}/{{ $database.name }}?sslmode={{ $database.sslMode }}
{{- if include "trailtally.hasFile" $database.ca }}&sslrootcert=/etc/trailtally/database-ca/{{ $database.ca.key }}{{ end -}}
{{- end -}}

{{/* Whether a file is given by a ConfigMap or Secret; else empty. */}}
{{- define "trailtally.hasFile" -}}
{{- if or .existingConfigMap .existingSecret }}true{{ end -}}
{{- end -}}

{{/* The volume of a file that a ConfigMap or Secret has: file, name. */}}
{{- define "trailtally.fileVolume" -}}
- name: {{ .name }}
  {{- if .file.existingConfigMap }}
  configMap:
    name: {{ .file.existingConfigMap }}
    defaultMode: 0440
    items: [{key: {{ .file.key | quote }}, path: {{ .file.key | quote }}}]
  {{- else }}
  secret:
    secretName: {{ .file.existingSecret }}
    defaultMode: 0440
    items: [{key: {{ .file.key | quote }}, path: {{ .file.key | quote }}}]
  {{- end }}
{{- end -}}

{{/* The login of a component at PostgreSQL, as environment variables: root, name. */}}
{{- define "trailtally.login" -}}
- name: {{ upper .name }}_DATABASE_USER
  value: {{ index .root.Values.database.users .name | quote }}
- name: {{ upper .name }}_DATABASE_PASSWORD
  valueFrom:
    secretKeyRef:
      name: {{ .root.Values.database.existingSecret }}
      key: {{ index .root.Values.database.passwordKeys .name }}
{{- end -}}

{{/* Environment variables of a map, in the order of their names. */}}
{{- define "trailtally.env" -}}
{{- range $name, $value := . }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end -}}

{{- define "trailtally.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "trailtally.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* Whether a URL serves the keys of tokens; else empty. */}}
{{- define "trailtally.jwksUrl" -}}
{{- if and .Values.callers.jwt.issuer .Values.callers.jwt.jwks }}true{{ end -}}
{{- end -}}

{{/* How grpcurl says who calls. */}}
{{- define "trailtally.grpcurlCaller" -}}
{{- if .Values.callers.jwt.issuer }}-H "authorization: Bearer $TOKEN" {{ else if include "trailtally.hasFile" .Values.tls.clientCa }}-cert client.crt -key client.key {{ end -}}
{{- end -}}
