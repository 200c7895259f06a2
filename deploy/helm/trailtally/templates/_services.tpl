{{/* The services and their ports, as YAML: the one list that all templates walk. */}}
{{- define "trailtally.services" -}}
collector: {grpc: 8481, http: 8491}
aggregator: {grpc: 8482, http: 8492}
report: {grpc: 8483, http: 8493}
{{- end -}}
