{{ stage('nyfed__soma') }}
