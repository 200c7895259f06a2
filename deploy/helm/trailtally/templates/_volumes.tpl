{{/* The volumes of a service: root, name. Whole folders, because a single mounted file would not follow changes. */}}
{{- define "trailtally.volumes" -}}
{{- $values := .root.Values -}}
- name: tmp
  emptyDir:
    sizeLimit: 128Mi
{{- if include "trailtally.tls" .root }}
- name: tls
  secret:
    secretName: {{ include "trailtally.tlsSecret" . }}
    defaultMode: 0440
{{- end }}
{{- if include "trailtally.hasFile" $values.tls.clientCa }}
{{ include "trailtally.fileVolume" (dict "file" $values.tls.clientCa "name" "client-ca") }}
{{- end }}
{{- if include "trailtally.hasFile" $values.database.ca }}
{{ include "trailtally.fileVolume" (dict "file" $values.database.ca "name" "database-ca") }}
{{- end }}
{{- if include "trailtally.hasFile" $values.callers.mapping }}
{{ include "trailtally.fileVolume" (dict "file" $values.callers.mapping "name" "callers") }}
{{- end }}
{{- with $values.callers.jwt.jwksConfigMap }}
{{- if .name }}
{{ include "trailtally.fileVolume" (dict "file" (dict "existingConfigMap" .name "key" .key) "name" "jwks") }}
{{- end }}
{{- end }}
{{- if eq .name "collector" }}
{{- with $values.collector.volumes }}
{{ toYaml . }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "trailtally.volumeMounts" -}}
{{- $values := .root.Values -}}
- name: tmp
  mountPath: /tmp
{{- if include "trailtally.tls" .root }}
- name: tls
  mountPath: /etc/trailtally/tls
  readOnly: true
{{- end }}
{{- if include "trailtally.hasFile" $values.tls.clientCa }}
- name: client-ca
  mountPath: /etc/trailtally/client-ca
  readOnly: true
{{- end }}
{{- if include "trailtally.hasFile" $values.database.ca }}
- name: database-ca
  mountPath: /etc/trailtally/database-ca
  readOnly: true
{{- end }}
{{- if include "trailtally.hasFile" $values.callers.mapping }}
- name: callers
  mountPath: /etc/trailtally/callers
  readOnly: true
{{- end }}
{{- if $values.callers.jwt.jwksConfigMap.name }}
- name: jwks
  mountPath: /etc/trailtally/jwks
  readOnly: true
{{- end }}
{{- if eq .name "collector" }}
{{- range $values.collector.volumeMounts }}
- name: {{ .name }}
  mountPath: {{ .mountPath }}
  {{- with .subPath }}
  subPath: {{ . }}
  {{- end }}
  readOnly: true
{{- end }}
{{- end }}
{{- end -}}
