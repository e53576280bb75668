{{ stage('fred__monetary_base') }}
