{{ stage('imf__irfcl') }}
