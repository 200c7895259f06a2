{{/* The environment of a service: root, name, ports. Empty values are left out: the defaults of the services hold. */}}
{{- define "trailtally.environment" -}}
{{- $values := .root.Values -}}
{{- $own := index $values .name -}}
{{- $prefix := upper .name -}}
- name: {{ $prefix }}_HOST
  value: {{ $values.server.listenAddress | quote }}
- name: {{ $prefix }}_PORT
  value: {{ .grpc | quote }}
- name: {{ $prefix }}_HTTP_HOST
  value: {{ $values.server.listenAddress | quote }}
- name: {{ $prefix }}_HTTP_PORT
  value: {{ .http | quote }}
- name: {{ $prefix }}_DATABASE_URL
  value: {{ include "trailtally.databaseUrl" .root | quote }}
{{ include "trailtally.login" . }}
{{- with $values.server.logFormat }}
- name: LOG_FORMAT
  value: {{ . | quote }}
{{- end }}
{{- with $own.javaOptions }}
- name: JDK_JAVA_OPTIONS
  value: {{ . | quote }}
{{- end }}
{{- include "trailtally.serverEnvironment" .root }}
{{- include "trailtally.callersEnvironment" .root }}
{{- if eq .name "collector" }}
{{- range $key, $list := dict "ALLOWED_BUCKETS" $own.allowedBuckets "ALLOWED_ROLES" $own.allowedRoles "LOCAL_ROOTS" $own.localRoots }}
{{- with $list }}
- name: COLLECTOR_{{ $key }}
  value: {{ join "," . | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- include "trailtally.env" $own.env }}
{{- end -}}

{{- define "trailtally.serverEnvironment" -}}
{{- $server := .Values.server }}
- name: SERVER_REFLECTION
  value: {{ $server.reflection | quote }}
- name: SERVER_HEALTH
  value: {{ $server.health | quote }}
- name: SERVER_MAX_MESSAGE_SIZE
  value: {{ $server.maxMessageSize | int64 | quote }}
- name: SERVER_MAX_CONNECTION_AGE
  value: {{ $server.maxConnectionAge | quote }}
- name: SERVER_STOP_TIMEOUT
  value: {{ printf "%ds" (int $server.stopTimeoutSeconds) | quote }}
{{- if include "trailtally.tls" . }}
- name: SERVER_TLS_CERTIFICATE
  value: /etc/trailtally/tls/tls.crt
- name: SERVER_TLS_PRIVATE_KEY
  value: /etc/trailtally/tls/tls.key
{{- if include "trailtally.hasFile" .Values.tls.clientCa }}
- name: SERVER_TLS_CLIENT_CA
  value: /etc/trailtally/client-ca/{{ .Values.tls.clientCa.key }}
- name: SERVER_TLS_CLIENT_AUTH
  value: {{ .Values.tls.clientAuth | quote }}
{{- end }}
{{- else }}
- name: SERVER_INSECURE_PLAINTEXT
  value: "true"
{{- end }}
{{- end -}}

{{- define "trailtally.callersEnvironment" -}}
{{- $callers := .Values.callers }}
{{- if $callers.jwt.issuer }}
- name: CALLERS_JWT_ISSUER
  value: {{ $callers.jwt.issuer | quote }}
- name: CALLERS_JWT_AUDIENCE
  value: {{ $callers.jwt.audience | quote }}
- name: CALLERS_JWT_JWKS
  value: {{ default (printf "/etc/trailtally/jwks/%s" $callers.jwt.jwksConfigMap.key) $callers.jwt.jwks | quote }}
- name: CALLERS_JWT_CLOCK_SKEW
  value: {{ $callers.jwt.clockSkew | quote }}
- name: CALLERS_JWT_ROLE_CLAIM
  value: {{ $callers.jwt.roleClaim | quote }}
- name: CALLERS_JWT_ACCOUNTS_CLAIM
  value: {{ $callers.jwt.accountsClaim | quote }}
{{- end }}
{{- if include "trailtally.hasFile" $callers.mapping }}
- name: CALLERS_MAPPING
  value: /etc/trailtally/callers/{{ $callers.mapping.key }}
{{- end }}
{{- with $callers.anonymousRole }}
- name: CALLERS_ANONYMOUS_ROLE
  value: {{ . | quote }}
{{- end }}
{{- with $callers.limits.requestsPerSecond }}
- name: CALLERS_LIMITS_REQUESTS_PER_SECOND
  value: {{ . | quote }}
{{- end }}
{{- with $callers.limits.concurrentCalls }}
- name: CALLERS_LIMITS_CONCURRENT_CALLS
  value: {{ . | int | quote }}
{{- end }}
{{- end -}}
