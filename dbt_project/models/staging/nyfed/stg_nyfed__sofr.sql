{{ stage('nyfed__sofr') }}
