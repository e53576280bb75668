{{ stage('nyfed__obfr') }}
